import { topic } from "@/lib/topic";

export const instant = false;

const { Page, generateStaticParams, generateMetadata } = topic("tag");
export { generateMetadata, generateStaticParams };
export default Page;
