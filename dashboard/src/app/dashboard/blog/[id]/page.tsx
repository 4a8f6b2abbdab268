import { BlogEditor } from "@/modules/blog/pages/BlogEditor";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<{ readonly draft?: string }>;
}

export default async function Page({ params, searchParams }: Props) {
  const [{ id }, { draft }] = await Promise.all([params, searchParams]);
  return <BlogEditor key={id} postId={id === "new" ? null : id} draftId={draft ?? null} />;
}
