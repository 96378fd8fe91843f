//! Writes every sample letter into a folder, as HTML, text and message: to look at templates in a
//! browser and in mail programs. Sends nothing.
//!
//! `cargo run -p lagom-render --example mail_samples -- FOLDER`

use lagom_render::mail::{compose, render, samples};
use lagom_render::templates::Templates;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1);
    let folder = PathBuf::from(folder.ok_or("say where to: a folder as the only argument")?);
    std::fs::create_dir_all(&folder)?;
    let templates = Templates::embedded()?;
    for (name, letter) in samples() {
        let rendered = render(&letter, &templates)?;
        let message = compose(&letter, &templates)?;
        std::fs::write(folder.join(format!("{name}.html")), rendered.html)?;
        std::fs::write(folder.join(format!("{name}.txt")), rendered.text)?;
        std::fs::write(folder.join(format!("{name}.eml")), message)?;
    }
    Ok(())
}
