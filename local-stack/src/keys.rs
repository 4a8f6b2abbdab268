//! RS256 key pairs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use logicspike_shared::jwt::{KeySet, PublicKey, SigningKey};
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

/// Whether one of the public keys belongs to the private key.
pub fn keys_match(public_pems: &str, private_pem: &str) -> bool {
    match (KeySet::from_pems(public_pems), SigningKey::from_pem(private_pem)) {
        (Ok(public), Ok(private)) => public.contains(private.public().kid()),
        _ => false,
    }
}

/// Where the pair lies in a folder.
pub(crate) fn paths(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("jwt_private_key.pem"), folder.join("jwt_public_key.pem"))
}

impl KeyPair {
    /// A fresh pair.
    pub fn generate() -> Result<Self> {
        let key = RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048)
            .map_err(|error| anyhow::anyhow!("cannot generate an RSA key: {error}"))?;
        let private_pem = key.to_pkcs8_pem(LineEnding::LF)?.to_string();
        let public_pem = key.to_public_key().to_public_key_pem(LineEnding::LF)?;
        Ok(Self { private_pem, public_pem })
    }

    /// The key's RFC 7638 thumbprint, which tokens carry as `kid`.
    pub fn kid(&self) -> Result<String> {
        Ok(PublicKey::from_pem(&self.public_pem)?.kid().to_owned())
    }

    /// Writes both files, readable by their owner only; refuses to overwrite a pair.
    pub fn write(&self, folder: &Path) -> Result<(PathBuf, PathBuf)> {
        let (private, public) = paths(folder);
        for path in [&private, &public] {
            anyhow::ensure!(
                !path.exists(),
                "{} exists; choose another folder or move it away",
                path.display()
            );
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
            let read = |path: &Path| {
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
            };
            return Ok(Self { private_pem: read(&private)?, public_pem: read(&public)? });
        }
        files::remove(&private)?;
        files::remove(&public)?;
        let pair = Self::generate()?;
        pair.write(folder)?;
        Ok(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_key_is_recognised_by_its_own_private_key_only() {
        let (one, two) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        assert!(keys_match(&format!("{}{}", two.public_pem, one.public_pem), &one.private_pem));
        assert!(!keys_match(&two.public_pem, &one.private_pem));
        assert!(!keys_match("", &one.private_pem) && !keys_match(&one.public_pem, ""));
    }
}
