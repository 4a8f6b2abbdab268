import { titled } from "@/i18n/server";
import { Deliveries } from "@/modules/access/Deliveries";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export const generateMetadata = () => titled("webhook");

export default async function Page({ params }: Props) {
  return <Deliveries id={(await params).id} />;
}
