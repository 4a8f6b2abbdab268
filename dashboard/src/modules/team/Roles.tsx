"use client";

import { useState } from "react";
import { call } from "@/api/call";
import type { Role, Schemas } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { ApiForm, valueOf, valuesOf } from "@/modules/shell/ApiForm";
import { Confirm } from "@/modules/shell/Confirm";
import { Listing } from "@/modules/shell/Listing";
import { Page } from "@/modules/shell/Page";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { Dialog } from "@/ui/Dialog";
import { Choices, Field } from "@/ui/Form";
import type { Column } from "@/ui/Table";
import { useToast } from "@/ui/Toasts";
import { permissionName, PERMISSIONS, roleName } from "./permissions";
import styles from "./team.module.css";

const URL_OF_ALL = "/api/manager/roles";

type Open = { readonly is: "create" } | { readonly is: "edit" | "delete"; readonly of: Role };

/** What people may do: the roles that every blog has, and one's own. */
export function Roles() {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const { can } = useSession();
  const roles = useResource<Schemas["RoleList"]>(URL_OF_ALL);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const done = (message: string) => {
    close();
    roles.reload();
    toast({ message });
  };
  const of = open && "of" in open ? open.of : undefined;
  return (
    <Page
      title={text.roles}
      lead={text.rolesLead}
      needs="team:roles.read"
      actions={
        can("team:roles.manage") && (
          <button type="button" className="button primary" onClick={() => setOpen({ is: "create" })}>
            {text.newRole}
          </button>
        )
      }
    >
      <Listing
        resource={roles}
        rowsOf={({ data }) => data}
        caption={text.roles}
        columns={useColumns(setOpen)}
        idOf={({ id }) => id}
        empty=""
      />
      <EditDialog
        open={open?.is === "create" || open?.is === "edit"}
        of={open?.is === "edit" ? open.of : undefined}
        onClose={close}
        onDone={() => done(text.savedNow)}
      />
      <Confirm
        open={open?.is === "delete"}
        title={text.deleteRole}
        submit={text.delete}
        send={async () => {
          if (of) await call(`${URL_OF_ALL}/${of.id}`, { method: "DELETE" });
          done(text.deletedNow);
        }}
        onClose={close}
      >
        <p>{of && format("deleteRoleTouches", { name: of.name })}</p>
      </Confirm>
    </Page>
  );
}

function useColumns(setOpen: (open: Open) => void): readonly Column<Role>[] {
  const text = useText();
  const { can } = useSession();
  const button = (label: string, is: "edit" | "delete", of: Role) => (
    <button
      type="button"
      className="button quiet small"
      aria-describedby={`role-${of.id}`}
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
      cell: (role) => (
        <span id={`role-${role.id}`}>
          <bdi>{roleName(role, text)}</bdi> {role.builtIn && <span className="badge">{text.builtIn}</span>}
        </span>
      ),
    },
    {
      key: "permissions",
      label: text.permissions,
      cell: ({ permissions }) => (
        <ul className={styles["permissions"]}>
          {permissions.map((permission) => (
            <li key={permission}>{permissionName(permission, text)}</li>
          ))}
        </ul>
      ),
    },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (role) =>
        can("team:roles.manage") &&
        !role.builtIn && (
          <span className="rowActions">
            {button(text.edit, "edit", role)}
            {button(text.delete, "delete", role)}
          </span>
        ),
    },
  ];
}

interface EditProps {
  readonly open: boolean;
  readonly of: Role | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Offers what one holds: nobody gives more. */
function EditDialog({ open, of, onClose, onDone }: EditProps) {
  const text = useText();
  const { can } = useSession();
  const send = async (data: FormData) => {
    const body = { name: valueOf(data, "name"), permissions: valuesOf(data, "permissions") };
    await call(of ? `${URL_OF_ALL}/${of.id}` : URL_OF_ALL, { method: of ? "PUT" : "POST", body });
    onDone();
  };
  const choices = PERMISSIONS.filter(([permission]) => can(permission)).map(([value, key]) => ({
    value,
    label: text[key],
  }));
  return (
    <Dialog open={open} title={of ? text.editRole : text.newRole} onClose={onClose}>
      <ApiForm
        send={send}
        submit={of ? text.save : text.create}
        fields={["name", "permissions"]}
        onCancel={onClose}
      >
        <Field
          label={text.name}
          name="name"
          required
          maxLength={64}
          hint={text.roleNameHint}
          defaultValue={of?.name ?? ""}
        />
        <Choices
          legend={text.permissions}
          name="permissions"
          choices={choices}
          chosen={of?.permissions ?? ["blog:posts.read"]}
        />
      </ApiForm>
    </Dialog>
  );
}
