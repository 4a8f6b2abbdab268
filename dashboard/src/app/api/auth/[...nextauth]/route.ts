import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "@/session/options";

interface Context {
  readonly params: Promise<{ readonly nextauth: string[] }>;
}

async function handler(request: NextRequest, context: Context): Promise<Response> {
  const answer: unknown = await NextAuth(request, context, authOptions());
  return answer instanceof Response ? answer : new Response(null, { status: 500 });
}

export { handler as GET, handler as POST };
