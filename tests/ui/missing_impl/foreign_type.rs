use frames_std::Framed;

#[derive(Framed)]
enum Work {
    Done(std::thread::ThreadId),
    Listed { ids: Vec<std::thread::ThreadId> },
}

fn main() {}
