//! The same program with typetag, serde and rmp-serde, and with frames: what each costs in lines.

mod frames;
mod typetag;

#[test]
fn both_programs_do_the_same() {
    let expected = vec![245, 240, 9, 8, 225];
    assert_eq!(frames::run().unwrap(), expected);
    assert_eq!(typetag::run().unwrap(), expected);
}

#[test]
fn the_program_with_frames_is_not_longer() {
    let (ours, theirs) = (lines(include_str!("frames.rs")), lines(include_str!("typetag.rs")));
    assert!(ours <= theirs, "{ours} lines with frames, {theirs} with typetag");
}

/// Lines of code, as rustfmt lays them out: neither blank nor comments.
fn lines(program: &str) -> usize {
    program.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}
