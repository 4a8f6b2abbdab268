//! `cargo xtask keygen`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use local_stack::{Checkout, KeyPair};

#[derive(Debug, Args)]
pub(crate) struct Keygen {
    /// The folder to write the two files into; `.local/keys` when absent
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints the private key as well
    #[arg(long)]
    print_private_key: bool,
}

impl Keygen {
    pub(crate) fn run(self) -> Result<()> {
        let folder = self.out.unwrap_or_else(|| Checkout::default().local("keys"));
        let pair = KeyPair::generate()?;
        let (private, public) = pair.write(&folder)?;
        let (private, public) = (private.display(), public.display());
        println!(
            "A new RS256 key pair, kid {}:
  {private}  (secret: readable by you only)
  {public}

Hand them to the Workers:
  npx wrangler secret put JWT_PUBLIC_KEY -c wrangler.gateway.toml < {public}
  npx wrangler secret put JWT_PRIVATE_KEY -c wrangler.manager.toml < {private}

To replace a key that is in use, give the gateway both public keys first:
  cat {public} old_public_key.pem | npx wrangler secret put JWT_PUBLIC_KEY -c wrangler.gateway.toml
then the manager the new private key, and take the old public key away when its last token has expired.
Remove the private key's file afterwards.",
            pair.kid()?
        );
        if self.print_private_key {
            println!("\n{}", pair.private_pem);
        }
        Ok(())
    }
}
