import { missingVariables } from "@/session/config";
import { SignIn } from "./sign-in";

interface Props {
  readonly searchParams: Promise<{ readonly to?: string; readonly error?: string; readonly beside?: string }>;
}

export default async function Page({ searchParams }: Props) {
  const { to = "", error, beside } = await searchParams;
  // Only a path of our own, and no second host in disguise.
  const target = /^\/dashboard[\w/-]*$/.test(to) ? to : "/dashboard/blog";
  return (
    <SignIn
      missing={missingVariables()}
      target={beside === undefined ? target : "/signin/done"}
      failed={error !== undefined}
    />
  );
}
