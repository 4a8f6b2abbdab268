"use client";

import { useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { useText } from "@/i18n/use-text";
import { ApiForm, orNull, valueOf } from "@/modules/shell/ApiForm";
import { Loading } from "@/modules/shell/Confirm";
import { Failure } from "@/modules/shell/Failure";
import { Page, Section } from "@/modules/shell/Page";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { Field } from "@/ui/Form";
import { useToast } from "@/ui/Toasts";
import { Connection } from "./Connection";
import { SettingsForm, SettingsList } from "./Settings";

/** What the blog's site is called, where it is, and how it reads the blog. */
export function Site({ gatewayUrl }: { gatewayUrl: string }) {
  const text = useText();
  const { can } = useSession();
  const site = useResource<Schemas["AdminSite"]>("/api/blog/admin/site");
  return (
    <Page title={text.site} lead={text.siteLead} needs="blog:posts.read">
      {site.failure && <Failure failure={site.failure} onRetry={site.reload} />}
      {!site.data && !site.failure && <Loading />}
      {site.data &&
        (can("tenant:update") ? (
          <SettingsForm key={site.data.version} site={site.data} onSaved={site.reload} />
        ) : (
          <SettingsList site={site.data} />
        ))}
      {can("apikeys:read") && (
        <Section title={text.connectSite}>
          <Connection gatewayUrl={gatewayUrl} />
        </Section>
      )}
      {can("tenant:read") && (
        <Section title={text.thisBlog}>
          <Blog />
        </Section>
      )}
    </Page>
  );
}

/** The name that the team sees, and the plan. */
function Blog() {
  const [text, toast] = [useText(), useToast()];
  const { can, reload } = useSession();
  const tenant = useResource<Schemas["Tenant"]>("/api/manager/tenant");
  const subscription = useResource<Schemas["Subscription"]>("/api/manager/subscription");
  const [saved, setSaved] = useState(0);
  const send = async (data: FormData) => {
    await call("/api/manager/tenant", { method: "PUT", body: { name: orNull(valueOf(data, "name")) } });
    setSaved(saved + 1);
    reload();
    toast({ message: text.savedNow });
  };
  return (
    <>
      {subscription.data && (
        <p>
          {text.plan}: <bdi>{subscription.data.planName}</bdi>
        </p>
      )}
      {tenant.data && can("tenant:update") && (
        <ApiForm key={saved} send={send} submit={text.rename} fields={["name"]}>
          <Field label={text.blogName} name="name" required maxLength={100} defaultValue={tenant.data.name} />
        </ApiForm>
      )}
    </>
  );
}
