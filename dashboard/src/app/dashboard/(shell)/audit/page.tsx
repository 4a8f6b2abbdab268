import { titled } from "@/i18n/server";
import { Audit } from "@/modules/team/Audit";

export const generateMetadata = () => titled("audit");

export default function Page() {
  return <Audit />;
}
