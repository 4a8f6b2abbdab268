import { titled } from "@/i18n/server";
import { Choose } from "@/modules/account/Choose";
import { SessionProvider } from "@/modules/shell/session";
import { targetOf } from "../signin/target";

interface Props {
  readonly searchParams: Promise<{ readonly to?: string }>;
}

export const generateMetadata = () => titled("chooseBlog");

export default async function Page({ searchParams }: Props) {
  const { to } = await searchParams;
  return (
    <SessionProvider>
      <Choose target={targetOf(to ?? "")} isPassing={to !== undefined} />
    </SessionProvider>
  );
}
