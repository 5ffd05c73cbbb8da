//! Types that are written as their content, which is themselves.

use frames_std::Framed;

#[derive(Framed)]
struct Chain(Option<Box<Chain>>);

#[derive(Framed)]
#[framed(transparent)]
struct Link {
    next: std::sync::Arc<Self>,
}

/// A map that holds itself takes something from the input each time.
#[derive(Framed)]
struct Fine {
    next: Option<Box<Fine>>,
}

/// So does a list.
#[derive(Framed)]
struct Tree(Vec<Tree>);

fn main() {}
