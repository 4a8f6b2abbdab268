//! RS256 key pairs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};

use crate::files;

/// An RSA key pair of 2048 bits as PEM texts. It does not print.
pub struct KeyPair {
    /// PKCS#8 (`BEGIN PRIVATE KEY`).
    pub private_pem: String,
    /// SubjectPublicKeyInfo (`BEGIN PUBLIC KEY`).
    pub public_pem: String,
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyPair(…)")
    }
}

/// Where the pair lies in a folder.
pub(crate) fn paths(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("jwt_private_key.pem"), folder.join("jwt_public_key.pem"))
}

impl KeyPair {
    /// A fresh pair.
    pub fn generate() -> Result<Self> {
        let key = RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048).context("cannot generate an RSA key")?;
        let private_pem = key.to_pkcs8_pem(LineEnding::LF)?.to_string();
        let public_pem = key.to_public_key().to_public_key_pem(LineEnding::LF)?;
        Ok(Self { private_pem, public_pem })
    }

    /// Writes both files, readable by their owner only; refuses to overwrite a pair.
    pub fn write(&self, folder: &Path) -> Result<(PathBuf, PathBuf)> {
        let (private, public) = paths(folder);
        for path in [&private, &public] {
            anyhow::ensure!(!path.exists(), "{} exists; choose another folder or move it away", path.display());
        }
        files::private_folder(folder)?;
        files::write_private(&private, &self.private_pem)?;
        files::write_private(&public, &self.public_pem)?;
        Ok((private, public))
    }

    /// The pair in a folder; made and written when there is none.
    pub(crate) fn load_or_generate(folder: &Path) -> Result<Self> {
        let (private, public) = paths(folder);
        if private.exists() && public.exists() {
            let read = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
            return Ok(Self { private_pem: read(&private)?, public_pem: read(&public)? });
        }
        files::remove(&private)?;
        files::remove(&public)?;
        let pair = Self::generate()?;
        pair.write(folder)?;
        Ok(pair)
    }
}
