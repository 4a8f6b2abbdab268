import { titled } from "@/i18n/server";
import { missingVariables } from "@/session/config";
import { SignIn } from "./sign-in";
import { targetOf } from "./target";

interface Props {
  readonly searchParams: Promise<{ readonly to?: string; readonly error?: string; readonly beside?: string }>;
}

export const generateMetadata = () => titled("signIn");

export default async function Page({ searchParams }: Props) {
  const { to = "", error, beside } = await searchParams;
  const target = targetOf(to);
  // Whoever has several blogs chooses one first, unless they come to choose or to join.
  const next = target.startsWith("/dashboard") ? `/choose?to=${encodeURIComponent(target)}` : target;
  return (
    <SignIn
      missing={missingVariables()}
      target={beside === undefined ? next : "/signin/done"}
      failed={error !== undefined}
    />
  );
}
