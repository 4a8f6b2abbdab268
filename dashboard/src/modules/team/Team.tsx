"use client";

import { useState } from "react";
import { call } from "@/api/call";
import type { Member, Schemas } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { Confirm } from "@/modules/shell/Confirm";
import { Listing } from "@/modules/shell/Listing";
import { Page } from "@/modules/shell/Page";
import { Paging } from "@/modules/shell/Paging";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import type { Column } from "@/ui/Table";
import { useToast } from "@/ui/Toasts";
import { Invitations } from "./Invitations";
import { InviteDialog, RoleDialog } from "./member-dialogs";
import { roleName } from "./permissions";

type Open = { readonly is: "invite" } | { readonly is: "role" | "remove"; readonly of: Member };

/** Who writes here, and who is asked to. */
export function Team() {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const { me, can } = useSession();
  const [page, setPage] = useState(1);
  const [invited, setInvited] = useState(0);
  const members = useResource<Schemas["MemberPage"]>(
    `/api/manager/team/members?limit=50&page=${String(page)}`,
  );
  const roles = useResource<Schemas["RoleList"]>(can("team:roles.read") ? "/api/manager/roles" : null);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const done = (message: string) => {
    close();
    members.reload();
    toast({ message });
  };
  const of = open && "of" in open ? open.of : undefined;
  const choices = roles.data?.data ?? [];
  return (
    <Page
      title={text.team}
      needs="team:members.read"
      actions={
        can("team:members.invite") && (
          <button type="button" className="button primary" onClick={() => setOpen({ is: "invite" })}>
            {text.invite}
          </button>
        )
      }
    >
      <Listing
        resource={members}
        rowsOf={({ data }) => data}
        caption={text.team}
        columns={useColumns(me?.user.id, setOpen)}
        idOf={({ userId }) => userId}
        empty={text.noMembers}
      />
      {members.data && <Paging at={members.data.meta.page} of={members.data.meta.totalPages} go={setPage} />}
      <Invitations turn={invited} />
      <InviteDialog
        open={open?.is === "invite"}
        roles={choices}
        onClose={close}
        onDone={(email) => {
          close();
          setInvited(invited + 1);
          toast({ message: format("invitedNow", { email }) });
        }}
      />
      <RoleDialog
        of={open?.is === "role" ? open.of : undefined}
        roles={choices}
        onClose={close}
        onDone={() => done(text.savedNow)}
      />
      <Confirm
        open={open?.is === "remove"}
        title={text.removeMember}
        submit={text.remove}
        send={async () => {
          if (of) await call(`/api/manager/team/members/${of.userId}`, { method: "DELETE" });
          done(text.removedNow);
        }}
        onClose={close}
      >
        <p>{of && format("removeMemberTouches", { name: of.name ?? of.email })}</p>
      </Confirm>
    </Page>
  );
}

function useColumns(own: string | undefined, setOpen: (open: Open) => void): readonly Column<Member>[] {
  const text = useText();
  const { can } = useSession();
  const button = (label: string, is: "role" | "remove", of: Member) => (
    <button
      type="button"
      className="button quiet small"
      aria-describedby={`member-${of.userId}`}
      onClick={() => setOpen({ is, of })}
    >
      {label}
    </button>
  );
  return [
    {
      key: "name",
      label: text.name,
      kind: "name",
      cell: ({ userId, name, email }) => (
        <span id={`member-${userId}`}>
          <bdi>{name ?? email}</bdi> {userId === own && <span className="badge">{text.you}</span>}
        </span>
      ),
    },
    { key: "email", label: text.email, cell: ({ email }) => <bdi>{email}</bdi> },
    { key: "role", label: text.role, cell: ({ role }) => <bdi>{roleName(role, text)}</bdi> },
    { key: "joined", label: text.joined, cell: ({ joinedAt }) => <When at={joinedAt} as="day" /> },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (member) => (
        <span className="rowActions">
          {can("team:members.update") && can("team:roles.read") && button(text.changeRole, "role", member)}
          {can("team:members.remove") && button(text.remove, "remove", member)}
        </span>
      ),
    },
  ];
}
