//! Steps of image processing, written and read back, with typetag.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

#[typetag::serde]
trait Step {
    fn apply(&self, pixels: &mut [u8]);
}

#[derive(Serialize, Deserialize)]
struct Invert {
    white: u8,
}

#[typetag::serde]
impl Step for Invert {
    fn apply(&self, pixels: &mut [u8]) {
        pixels.iter_mut().for_each(|pixel| *pixel = self.white - *pixel);
    }
}

#[derive(Serialize, Deserialize)]
struct Paste {
    at: usize,
    pixels: Bytes,
}

#[typetag::serde]
impl Step for Paste {
    fn apply(&self, pixels: &mut [u8]) {
        pixels[self.at..][..self.pixels.len()].copy_from_slice(&self.pixels);
    }
}

pub(crate) fn run() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let paste = Paste { at: 2, pixels: Bytes::from_static(&[9, 8]) };
    let steps: Vec<Box<dyn Step>> = vec![Box::new(Invert { white: 255 }), Box::new(paste)];
    let bytes = rmp_serde::to_vec_named(&steps)?;
    let steps: Vec<Box<dyn Step>> = rmp_serde::from_slice(&bytes)?;
    let mut pixels = vec![10, 15, 20, 25, 30];
    steps.iter().for_each(|step| step.apply(&mut pixels));
    Ok(pixels)
}
