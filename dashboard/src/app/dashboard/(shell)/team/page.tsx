import { titled } from "@/i18n/server";
import { Team } from "@/modules/team/Team";

export const generateMetadata = () => titled("team");

export default function Page() {
  return <Team />;
}
