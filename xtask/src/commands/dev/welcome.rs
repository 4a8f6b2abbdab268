//! What a developer needs first.

use anyhow::{Context as _, Result};
use local_stack::{Progress, StackFile};

pub(super) fn print(stack: &StackFile, progress: Progress) -> Result<()> {
    let tenant = stack.tenants.first().context("there is no example tenant")?;
    let (url, token, api_key) = (&stack.gateway_url, &tenant.token, &tenant.api_key);
    println!(
        "
The gateway listens at {url} (ready after {:.0} s).

A token of the owner of {}:
{token}

An API key of the same tenant:
{api_key}

Try it:

curl -sS -X POST {url}/blog/admin/posts -H 'authorization: Bearer {token}' -H 'content-type: application/json' -d '{{\"title\":\"Hello from curl\"}}'

curl -sS '{url}/blog/admin/posts?limit=5' -H 'authorization: Bearer {token}'

curl -sS '{url}/blog/public/posts' -H 'x-api-key: {api_key}'

Invitations by mail end at {}.

Everything about this stack is in {}; its logs are in {}.
End it by {}.
",
        progress.elapsed().as_secs_f32(),
        tenant.name,
        stack.mail_url,
        StackFile::path().display(),
        stack.folder.display(),
        if stack.pids.supervisor == Some(local_stack::process::own_pid()) { "Ctrl-C" } else { "`cargo xtask stop`" },
    );
    if let Some(dashboard) = &stack.dashboard_url {
        println!(
            "The seller dashboard listens at {dashboard}; sign in as writer@acorn.example, or anybody else.\n"
        );
    }
    if let Some(site) = &stack.site_url {
        println!("The example site of {} listens at {site}.\n", tenant.name);
    }
    Ok(())
}
