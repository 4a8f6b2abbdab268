import { titled } from "@/i18n/server";
import { ApiKeys } from "@/modules/access/ApiKeys";

export const generateMetadata = () => titled("apiKeys");

export default function Page() {
  return <ApiKeys />;
}
