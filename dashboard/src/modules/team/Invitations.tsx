"use client";

import { useEffect, useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { Confirm } from "@/modules/shell/Confirm";
import { Listing } from "@/modules/shell/Listing";
import { Section } from "@/modules/shell/Page";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import type { Column } from "@/ui/Table";
import { useToast } from "@/ui/Toasts";
import { roleName } from "./permissions";

type Invitation = Schemas["Invitation"];

/** Who was asked to join and has not answered. `turn` counts what was added meanwhile. */
export function Invitations({ turn }: { turn: number }) {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const { can } = useSession();
  const list = useResource<Schemas["InvitationPage"]>("/api/manager/team/invitations?limit=100");
  const [withdrawn, setWithdrawn] = useState<Invitation>();
  const { reload } = list;
  useEffect(() => {
    if (turn > 0) reload();
  }, [turn, reload]);
  const columns: readonly Column<Invitation>[] = [
    {
      key: "email",
      label: text.email,
      kind: "name",
      cell: ({ id, email }) => <bdi id={`invitation-${id}`}>{email}</bdi>,
    },
    { key: "role", label: text.role, cell: ({ role }) => <bdi>{roleName(role, text)}</bdi> },
    { key: "expires", label: text.expires, cell: ({ expiresAt }) => <When at={expiresAt} as="day" /> },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (invitation) =>
        can("team:members.invite") && (
          <button
            type="button"
            className="button quiet small"
            aria-describedby={`invitation-${invitation.id}`}
            onClick={() => setWithdrawn(invitation)}
          >
            {text.withdraw}
          </button>
        ),
    },
  ];
  return (
    <Section title={text.invitations}>
      <Listing
        resource={list}
        rowsOf={({ data }) => data}
        caption={text.invitations}
        columns={columns}
        idOf={({ id }) => id}
        empty={text.noInvitations}
      />
      <Confirm
        open={withdrawn !== undefined}
        title={text.withdrawInvitation}
        submit={text.withdraw}
        send={async () => {
          if (withdrawn) await call(`/api/manager/team/invitations/${withdrawn.id}`, { method: "DELETE" });
          reload();
          toast({ message: text.withdrawnNow });
        }}
        onClose={() => setWithdrawn(undefined)}
      >
        <p>{withdrawn && format("withdrawTouches", { email: withdrawn.email })}</p>
      </Confirm>
    </Section>
  );
}
