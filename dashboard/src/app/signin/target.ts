/** Where a sign-in leads: only a path of our own, and no second host in disguise. */
export function targetOf(to: string): string {
  return /^\/(?:dashboard|choose|invitations)(?:\/[\w-]+)*(?:\?[\w=&%.+~*-]*)?$/.test(to)
    ? to
    : "/dashboard/blog";
}
