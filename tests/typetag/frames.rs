//! Steps of image processing, written and read back, with frames.

use bytes::Bytes;
use frames_std::{Framed, framed_dyn, from_bytes, to_bytes};

#[framed_dyn]
trait Step {
    fn apply(&self, pixels: &mut [u8]);
}

#[derive(Framed)]
#[framed(dyn = Step)]
struct Invert {
    white: u8,
}

impl Step for Invert {
    fn apply(&self, pixels: &mut [u8]) {
        pixels.iter_mut().for_each(|pixel| *pixel = self.white - *pixel);
    }
}

#[derive(Framed)]
#[framed(dyn = Step)]
struct Paste {
    at: usize,
    pixels: Bytes,
}

impl Step for Paste {
    fn apply(&self, pixels: &mut [u8]) {
        pixels[self.at..][..self.pixels.len()].copy_from_slice(&self.pixels);
    }
}

pub(crate) fn run() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let paste = Paste { at: 2, pixels: Bytes::from_static(&[9, 8]) };
    let steps: Vec<Box<dyn Step>> = vec![Box::new(Invert { white: 255 }), Box::new(paste)];
    let bytes = to_bytes(&steps)?;
    let steps: Vec<Box<dyn Step>> = from_bytes(bytes)?;
    let mut pixels = vec![10, 15, 20, 25, 30];
    steps.iter().for_each(|step| step.apply(&mut pixels));
    Ok(pixels)
}
