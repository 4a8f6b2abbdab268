/** The page of a category or a tag. */

import { BlogList } from "@vlozi/blog/react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { blog } from "@/lib/blog";
import { look } from "@/lib/words";

interface Props {
  params: Promise<{ slug: string }>;
}

type Kind = "category" | "tag";

const all = (kind: Kind) => (kind === "category" ? blog.categories() : blog.tags());

export function topic(kind: Kind) {
  const find = async ({ params }: Props) => {
    const slug = decodeURIComponent((await params).slug);
    return (await all(kind)).find((one) => one.slug === slug) ?? notFound();
  };
  return {
    generateStaticParams: async () => {
      const slugs = (await all(kind)).map(({ slug }) => ({ slug }));
      return slugs.length ? slugs : [{ slug: "_" }];
    },
    generateMetadata: async (props: Props): Promise<Metadata> => ({ title: (await find(props)).name }),
    Page: async (props: Props) => {
      const { name, slug } = await find(props);
      const { data } = await blog.list({ [kind]: slug, limit: 100 });
      return (
        <>
          <h1>{name}</h1>
          <BlogList posts={data} {...look} />
        </>
      );
    },
  };
}
