//! Which handler answers a route, and what is left to be done after the answer.

use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::identity::Caller;
use logicspike_shared::in_flight::InFlight;
use logicspike_shared::route::Router;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::service::{self, AdminCall, OpenCall, Service, TenantCall};

use crate::app::App;
use crate::handlers::{
    drafts, feeds, posts, previews, public, revisions, site, system, taxonomy, transitions,
};
use crate::host::Host;
use crate::routes::{Admin, Endpoint, Open, PREVIEW, Public, SWEEP};

impl<H: Host> Service for App<H> {
    type Open = Open;
    type Public = Public;
    type Admin = Admin;
    const NAME: &'static str = "blog";

    fn runtime(&self) -> &impl Runtime {
        &self.runtime
    }

    fn gateway_secrets(&self) -> &GatewaySecrets {
        &self.gateway_secrets
    }

    fn platform_secret(&self) -> Option<&Secret> {
        self.platform_secret.as_ref()
    }

    fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }

    fn router(&self) -> &Router<Endpoint> {
        &self.router
    }

    async fn open(&self, endpoint: Open, _call: OpenCall<'_>) -> Result<Response, AppError> {
        match endpoint {
            Open::Health => system::health(self).await,
            Open::PlatformHealth => system::platform_health(self).await,
            Open::Sweep => Ok(system::sweep()),
            Open::Debug => system::debug(self).await,
        }
    }

    async fn public(&self, endpoint: Public, call: TenantCall<'_>) -> Result<Response, AppError> {
        match endpoint {
            Public::ListPosts => public::list(self, &call).await,
            Public::GetPost => public::get(self, &call).await,
            Public::ShowPreview => previews::show(self, &call).await,
            Public::ListRelated => public::related(self, &call).await,
            Public::ListSlugs => public::slugs(self, &call).await,
            Public::ListCategories => public::categories(self, &call).await,
            Public::Feed(form) => feeds::feed(self, &call, form).await,
            Public::Sitemap => feeds::sitemap(self, &call).await,
            Public::GetSite => site::read(self, &call).await,
            Public::ListTags => public::tags(self, &call).await,
        }
    }

    async fn admin(&self, endpoint: Admin, call: AdminCall<'_>) -> Result<Response, AppError> {
        match endpoint {
            Admin::ListPosts => posts::list(self, &call).await,
            Admin::CreatePost => posts::create(self, &call).await,
            Admin::GetPost => posts::get(self, &call).await,
            Admin::UpdatePost => posts::update(self, &call).await,
            Admin::DeletePost => posts::delete(self, &call).await,
            Admin::UndeletePost => posts::undelete(self, &call).await,
            Admin::GetDraft => drafts::get(self, &call).await,
            Admin::SaveDraft => drafts::save(self, &call).await,
            Admin::DiscardDraft => drafts::discard(self, &call).await,
            Admin::ApplyDraft => drafts::apply(self, &call).await,
            Admin::RenderPreview => previews::render(&call),
            Admin::CreatePreviewLink => previews::create(self, &call).await,
            Admin::ListPreviewLinks => previews::list(self, &call).await,
            Admin::RevokePreviewLink => previews::revoke(self, &call).await,
            Admin::PublishPost => transitions::publish(self, &call).await,
            Admin::UnpublishPost => transitions::unpublish(self, &call).await,
            Admin::SchedulePost => transitions::schedule(self, &call).await,
            Admin::UnschedulePost => transitions::unschedule(self, &call).await,
            Admin::ListRevisions => revisions::list(self, &call).await,
            Admin::GetRevision => revisions::get(self, &call).await,
            Admin::RestoreRevision => revisions::restore(self, &call).await,
            Admin::ListTaxonomy(kind) => taxonomy::list(self, &call, kind).await,
            Admin::CreateTaxonomy(kind) => taxonomy::create(self, &call, kind).await,
            Admin::GetTaxonomy(kind) => taxonomy::get(self, &call, kind).await,
            Admin::UpdateTaxonomy(kind) => taxonomy::update(self, &call, kind).await,
            Admin::DeleteTaxonomy(kind) => taxonomy::delete(self, &call, kind).await,
            Admin::GetSite => site::get(self, &call).await,
            Admin::UpdateSite => site::update(self, &call).await,
        }
    }
}

/// What is left to be done once a request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing.
    Nothing,
    /// The tenant's outbox may hold something.
    Relay(TenantScope),
    /// An operator asked for a sweep.
    Sweep,
}

impl<H: Host> App<H> {
    /// What is left to be done after a request with this response.
    pub fn aftermath(&self, request: &Request, response: &Response) -> Aftermath {
        // A preview is asked for while somebody types, and tells nobody anything.
        if !service::may_have_changed(request, response) || request.path == PREVIEW {
            return Aftermath::Nothing;
        }
        if request.path == SWEEP {
            return Aftermath::Sweep;
        }
        let caller = Caller::from_headers(&request.headers, &self.gateway_secrets).ok();
        caller.as_ref().and_then(Caller::scope).cloned().map_or(Aftermath::Nothing, Aftermath::Relay)
    }
}
