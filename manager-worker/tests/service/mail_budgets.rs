//! Mail goes to whoever a tenant names, so there is only so much of it in a day.

use futures_util::future::join_all;
use serde_json::json;

use crate::mail::{invite, send, with_provider};
use crate::world::{PLATFORM_SECRET, Session, World};

const INVITATIONS: &str = "/manager/team/invitations";

/// What became of a tenant's mails: how many are in this state, for this reason.
async fn count(world: &World, owner: &Session, status: &str, reason: Option<&str>) -> i64 {
    let sql = "SELECT count(*) FROM outgoing_mail
      WHERE tenant_id = $1 AND status = $2 AND reason IS NOT DISTINCT FROM $3";
    world.count(sql, &[&owner.tenant, &status, &reason]).await
}

/// The tenant is no new one.
async fn grow_old(world: &World, owner: &Session) {
    let sql = "UPDATE tenants SET created_at = now() - interval '8 days' WHERE id = $1";
    world.owner.execute(sql, &[&owner.tenant]).await.unwrap();
}

/// What was counted today was counted yesterday.
async fn a_day_passes(world: &World, owner: &Session) {
    let sql = "UPDATE mailed_addresses SET day = day - 1 WHERE tenant_id = $1";
    world.owner.execute(sql, &[&owner.tenant]).await.unwrap();
}

async fn withdraw(world: &World, owner: &Session, invitation: &str) {
    let target = format!("{INVITATIONS}/{invitation}");
    assert_eq!(world.call(owner, "DELETE", &target, None).await.status, 204);
}

#[tokio::test]
async fn inviting_and_withdrawing_a_hundred_times_mails_once() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let victim = world.human("Victim").email;
    let mut mails = 0;
    for _ in 0..100 {
        let (invitation, _) = invite(&world, &owner, &victim).await;
        mails += send(&world, &owner).await.len();
        withdraw(&world, &owner, &invitation).await;
    }
    assert_eq!(mails, 1);
    assert_eq!(count(&world, &owner, "dropped", Some("over_budget")).await, 99);
    let lines = world.runtime.log_lines();
    let line = lines.iter().find(|line| line.contains("mail.budget")).unwrap();
    assert!(line.contains(&owner.tenant) && line.contains("\"overBudget\":1"), "{line}");
    assert!(!lines.concat().contains(&victim));

    let health = world.operate("GET", "/manager/platform/health", Some(PLATFORM_SECRET)).await.expect(200);
    assert!(health.body["mail"]["overBudget"].as_i64().unwrap() >= 99, "{}", health.body);
    assert!(health.body["mail"]["waiting"].is_i64() && health.body["mail"]["oldestAgeSeconds"].is_i64());

    // The invitation stands although no mail told of it, and tomorrow is another day.
    let (invitation, _) = invite(&world, &owner, &victim).await;
    assert!(send(&world, &owner).await.is_empty());
    let open = world.call(&owner, "GET", INVITATIONS, None).await.expect(200).body;
    assert_eq!(open["data"][0]["id"], json!(invitation));
    withdraw(&world, &owner, &invitation).await;
    a_day_passes(&world, &owner).await;
    invite(&world, &owner, &victim).await;
    assert_eq!(send(&world, &owner).await.len(), 1);
}

#[tokio::test]
async fn a_new_tenant_mails_few_people_a_day_and_an_older_one_more() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    for _ in 0..25 {
        invite(&world, &owner, &world.human("Guest").email).await;
    }
    assert_eq!(count(&world, &owner, "pending", None).await, 20);
    assert_eq!(count(&world, &owner, "dropped", Some("over_budget")).await, 5);
    grow_old(&world, &owner).await;
    for _ in 0..185 {
        let (invitation, _) = invite(&world, &owner, &world.human("Guest").email).await;
        withdraw(&world, &owner, &invitation).await;
    }
    assert_eq!(count(&world, &owner, "pending", None).await, 200);
    assert_eq!(count(&world, &owner, "dropped", Some("over_budget")).await, 10);
    let other = world.newcomer("Eve").await;
    invite(&world, &other, &world.human("Guest").email).await;
    assert_eq!(count(&world, &other, "pending", None).await, 1, "one tenant's budget is no other's");
}

#[tokio::test]
async fn a_mailbox_gets_few_mails_a_day_whoever_invites_it_and_however_its_address_is_written() {
    let world = with_provider().await;
    let victim = world.human("Victim").email;
    let (name, domain) = victim.split_once('@').unwrap();
    let addresses = [
        victim.clone(),
        victim.to_uppercase(),
        format!("\"{name}\"@{domain}"),
        format!("{name}+news@{domain}"),
    ];
    let mut owners = Vec::new();
    for number in 0..8 {
        owners.push(world.newcomer(&format!("Ada {number}")).await);
    }
    let at_once = owners.iter().zip(addresses.iter().cycle()).map(|(owner, address)| {
        let world = &world;
        async move { invite(world, owner, address).await }
    });
    join_all(at_once).await;
    let mut sent = 0;
    for owner in &owners {
        sent += count(&world, owner, "pending", None).await;
    }
    assert_eq!(sent, 5);
    let other = world.newcomer("Eve").await;
    invite(&world, &other, &victim).await;
    assert_eq!(count(&world, &other, "dropped", Some("over_budget")).await, 1);
    let plain = "SELECT count(*) FROM mailed_addresses AS m WHERE m::text LIKE '%' || $1 || '%'";
    assert_eq!(world.count(plain, &[&name]).await, 0, "no address is kept");
}

#[tokio::test]
async fn an_invitation_that_was_withdrawn_before_its_mail_uses_up_no_budget() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let guest = world.human("Guest").email;
    // The event comes after the invitation is gone.
    let data = json!({ "invitationId": "inv_gone", "email": guest });
    world.happens(&owner, "team.member.invited", &data).await;
    assert!(send(&world, &owner).await.is_empty());
    assert_eq!(count(&world, &owner, "dropped", Some("withdrawn")).await, 1);
    invite(&world, &owner, &guest).await;
    assert_eq!(send(&world, &owner).await.len(), 1);
}
