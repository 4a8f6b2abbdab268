import { Suspense } from "react";
import { titled } from "@/i18n/server";
import { History } from "@/modules/blog/pages/History";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export const generateMetadata = () => titled("history");

export default async function Page({ params }: Props) {
  const { id } = await params;
  return (
    <Suspense>
      <History key={id} postId={id} />
    </Suspense>
  );
}
