//! Rules without I/O: which ID tokens and addresses count, how refresh tokens succeed one another, where and
//! when webhooks are sent, what a mail says.

pub mod delivery;
pub mod email_address;
pub mod google;
pub mod invitation_mail;
pub mod refresh_token;
pub mod refreshes;
pub mod webhook;
pub mod webhook_secret;
pub mod webhook_target;
