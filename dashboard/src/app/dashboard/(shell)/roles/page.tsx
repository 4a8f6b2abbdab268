import { titled } from "@/i18n/server";
import { Roles } from "@/modules/team/Roles";

export const generateMetadata = () => titled("roles");

export default function Page() {
  return <Roles />;
}
