/* Written from openapi.json by `npm run types`. */

export interface paths {
    "/blog/public/atom.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the newest posts as Atom. */
        get: operations["getAtomFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the categories that have published posts. */
        get: operations["listPublicCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/feed.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the newest posts as JSON Feed 1.1. */
        get: operations["getJsonFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/feed.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the newest posts as RSS 2.0. */
        get: operations["getRssFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists published posts, newest first. */
        get: operations["listPublicPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/posts/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a published post with its HTML. */
        get: operations["getPublicPost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/posts/{slug}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists published posts that are like one: by tags, then category, then newest. */
        get: operations["listRelatedPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/preview/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a post by its preview link, with its working copy. */
        get: operations["getPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads what is said of the site that shows the posts. */
        get: operations["getPublicSite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/sitemap.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the sitemap of the published posts. */
        get: operations["getSitemap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/slugs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the addresses of all published posts, in parts. */
        get: operations["listSlugs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blog/public/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tags that have published posts. */
        get: operations["listPublicTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "apikey.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `apikey.created`. */
        post: operations["onApikeyCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "apikey.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `apikey.revoked`. */
        post: operations["onApikeyRevoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "apikey.rotated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `apikey.rotated`. */
        post: operations["onApikeyRotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.category.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.category.created`. */
        post: operations["onBlogCategoryCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.category.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.category.deleted`. */
        post: operations["onBlogCategoryDeleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.category.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.category.updated`. */
        post: operations["onBlogCategoryUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.created`. */
        post: operations["onBlogPostCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.deleted`. */
        post: operations["onBlogPostDeleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.published": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.published`. */
        post: operations["onBlogPostPublished"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.scheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.scheduled`. */
        post: operations["onBlogPostScheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.undeleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.undeleted`. */
        post: operations["onBlogPostUndeleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.unpublished": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.unpublished`. */
        post: operations["onBlogPostUnpublished"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.unscheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.unscheduled`. */
        post: operations["onBlogPostUnscheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.post.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.post.updated`. */
        post: operations["onBlogPostUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.site.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.site.updated`. */
        post: operations["onBlogSiteUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.tag.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.tag.created`. */
        post: operations["onBlogTagCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.tag.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.tag.deleted`. */
        post: operations["onBlogTagDeleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "blog.tag.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `blog.tag.updated`. */
        post: operations["onBlogTagUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `subscription.changed`. */
        post: operations["onSubscriptionChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member.invited": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `team.member.invited`. */
        post: operations["onTeamMemberInvited"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member.joined": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `team.member.joined`. */
        post: operations["onTeamMemberJoined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member.removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `team.member.removed`. */
        post: operations["onTeamMemberRemoved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member.role_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `team.member.role_changed`. */
        post: operations["onTeamMemberRoleChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `team.member.updated`. */
        post: operations["onTeamMemberUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `tenant.created`. */
        post: operations["onTenantCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `tenant.updated`. */
        post: operations["onTenantUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an endpoint of `webhook.test`. */
        post: operations["onWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description `apikey.created` */
        ApikeyCreatedEvent: {
            data: {
                allowedOrigins: string[];
                /** Format: date-time */
                expiresAt: string | null;
                hint: string;
                keyId: string;
                kind: string;
                name: string;
                scopes: string[];
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "apikey.created";
        };
        /** @description `apikey.revoked` */
        ApikeyRevokedEvent: {
            data: {
                hint: string;
                keyId: string;
                name: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "apikey.revoked";
        };
        /** @description `apikey.rotated` */
        ApikeyRotatedEvent: {
            data: {
                /** Format: date-time */
                expiresAt: string;
                keyId: string;
                successor: {
                    /** Format: date-time */
                    expiresAt: string | null;
                    hint: string;
                    keyId: string;
                };
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "apikey.rotated";
        };
        /** @description Who wrote a post. */
        Author: {
            /** @description A picture. */
            avatarUrl: string | null;
            /** @description The display name. */
            name: string | null;
        };
        /** @description `blog.category.created` */
        BlogCategoryCreatedEvent: {
            data: {
                actorId: string | null;
                id: string;
                name: string;
                slug: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.category.created";
        };
        /** @description `blog.category.deleted` */
        BlogCategoryDeletedEvent: {
            data: {
                actorId: string | null;
                id: string;
                name: string;
                slug: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.category.deleted";
        };
        /** @description `blog.category.updated` */
        BlogCategoryUpdatedEvent: {
            data: {
                actorId: string | null;
                id: string;
                name: string;
                slug: string;
                version: number;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.category.updated";
        };
        /** @description `blog.post.created` */
        BlogPostCreatedEvent: {
            data: {
                actorId: string | null;
                id: string;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.created";
        };
        /** @description `blog.post.deleted` */
        BlogPostDeletedEvent: {
            data: {
                actorId: string | null;
                id: string;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.deleted";
        };
        /** @description `blog.post.published` */
        BlogPostPublishedEvent: {
            data: {
                actorId: string | null;
                id: string;
                /** Format: date-time */
                publishedAt: string | null;
                /** Format: date-time */
                scheduledFor: string | null;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.published";
        };
        /** @description `blog.post.scheduled` */
        BlogPostScheduledEvent: {
            data: {
                actorId: string | null;
                id: string;
                /** Format: date-time */
                publishedAt: string | null;
                /** Format: date-time */
                scheduledFor: string | null;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.scheduled";
        };
        /** @description `blog.post.undeleted` */
        BlogPostUndeletedEvent: {
            data: {
                actorId: string | null;
                id: string;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.undeleted";
        };
        /** @description `blog.post.unpublished` */
        BlogPostUnpublishedEvent: {
            data: {
                actorId: string | null;
                id: string;
                /** Format: date-time */
                publishedAt: string | null;
                /** Format: date-time */
                scheduledFor: string | null;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.unpublished";
        };
        /** @description `blog.post.unscheduled` */
        BlogPostUnscheduledEvent: {
            data: {
                actorId: string | null;
                id: string;
                /** Format: date-time */
                publishedAt: string | null;
                /** Format: date-time */
                scheduledFor: string | null;
                slug: string;
                status: string;
                title: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.unscheduled";
        };
        /** @description `blog.post.updated` */
        BlogPostUpdatedEvent: {
            data: {
                actorId: string | null;
                id: string;
                previousSlug: string | null;
                slug: string;
                status: string;
                title: string;
                version: number;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.post.updated";
        };
        /** @description `blog.site.updated` */
        BlogSiteUpdatedEvent: {
            data: {
                actorId: string | null;
                version: number;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.site.updated";
        };
        /** @description `blog.tag.created` */
        BlogTagCreatedEvent: {
            data: {
                actorId: string | null;
                id: string;
                name: string;
                slug: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.tag.created";
        };
        /** @description `blog.tag.deleted` */
        BlogTagDeletedEvent: {
            data: {
                actorId: string | null;
                id: string;
                name: string;
                slug: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.tag.deleted";
        };
        /** @description `blog.tag.updated` */
        BlogTagUpdatedEvent: {
            data: {
                actorId: string | null;
                id: string;
                name: string;
                slug: string;
                version: number;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "blog.tag.updated";
        };
        /** @description The last row that was seen of a list sorted by time. Its text says nothing to whoever is given it. */
        Cursor: string;
        /** @description How to go on with a list. */
        CursorMeta: {
            /** @description What to ask for `after`; null at the end. */
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        /** @description The body of every error response. */
        Error: {
            /** @description The stable code for programs. */
            code: components["schemas"]["ErrorCode"];
            /** @description What stands in the way of a conflicting request. */
            current?: unknown;
            /** @description The faults of a failed validation. */
            details?: components["schemas"]["FieldError"][];
            /** @description The text for people. */
            error: string;
            /** @description The request's id, to quote to support. */
            requestId: string;
        };
        /** @description What went wrong, for programs. Its text is part of the contract. */
        ErrorCode: "missing_token" | "invalid_token" | "invalid_api_key" | "access_denied" | "subscription_required" | "direct_access_forbidden" | "missing_tenant" | "malformed_identity" | "missing_permission" | "validation_failed" | "invalid_json" | "not_found" | "method_not_allowed" | "slug_in_use" | "name_in_use" | "post_is_published" | "post_being_saved" | "media_in_use" | "length_required" | "range_not_satisfiable" | "quota_exceeded" | "idempotency_key_reused" | "last_owner" | "already_member" | "already_invited" | "built_in_role" | "role_name_in_use" | "role_in_use" | "api_key_not_active" | "too_many_webhooks" | "webhook_disabled" | "delivery_pending" | "dead_letter_not_applied" | "version_conflict" | "payload_too_large" | "unsupported_media_type" | "too_many_requests" | "internal_error" | "configuration_error" | "service_unavailable";
        /** @description An event in an outbox. */
        EventId: string;
        /** @description Where an event comes from: the CloudEvents attribute `source`. */
        EventSource: "/logicspike/blog" | "/logicspike/manager";
        /** @description What is wrong with one field of a request. */
        FieldError: {
            /** @description The field's JSON name or query parameter; a path for nested values (`tags[3]`). */
            field: string;
            /** @description What would be right. */
            message: string;
        };
        /** @enum {string} */
        JsonContent: "application/json";
        /** @description A feed as JSON Feed 1.1 has it. */
        JsonFeed: {
            description?: string | null;
            feed_url: string;
            home_page_url: string;
            items: components["schemas"]["JsonFeedItem"][];
            language?: string | null;
            title: string;
            version: string;
        };
        /** @description Who wrote it. */
        JsonFeedAuthor: {
            name: string;
        };
        /** @description A post of the feed. */
        JsonFeedItem: {
            authors?: components["schemas"]["JsonFeedAuthor"][];
            content_html?: string | null;
            /** @description An item has the one content or the other. */
            content_text?: string | null;
            date_modified: string;
            date_published: string;
            id: string;
            image?: string | null;
            summary?: string | null;
            tags?: string[];
            title: string;
            url: string;
        };
        /** @description What was looked for, where it stands: plain text, never HTML. */
        Match: {
            /** @description A passage of the text; of the excerpt, if only that has it; else how the text begins. */
            text: components["schemas"]["Segment"][];
            /** @description The title. */
            title: components["schemas"]["Segment"][];
        };
        /** @description The post before or after. */
        Neighbour: {
            slug: string;
            title: string;
        };
        /** @description Where a page is in the whole list. */
        PageMeta: {
            /**
             * Format: uint32
             * @description Items on a page.
             */
            limit: number;
            /** @description What to ask for `after`, if the list goes on and is sorted by time; else null. */
            nextCursor: components["schemas"]["Cursor"] | null;
            /**
             * Format: uint32
             * @description The page, from 1; of what follows a cursor, how many parts were given up to it.
             */
            page: number;
            /**
             * Format: int64
             * @description Items in all.
             */
            total: number;
            /**
             * Format: int64
             * @description Pages in all.
             */
            totalPages: number;
        };
        /** @description A published post with its HTML. */
        Post: {
            /** @description Null until the author is known to the blog. */
            author: components["schemas"]["Author"] | null;
            category: components["schemas"]["TaxonomyRef"] | null;
            excerpt: string | null;
            featuredImageUrl: string | null;
            /** @description Sanitised HTML. */
            html: string;
            id: string;
            /** @description The post published after it. */
            next: components["schemas"]["Neighbour"] | null;
            /** @description The post published before it. */
            previous: components["schemas"]["Neighbour"] | null;
            /** Format: date-time */
            publishedAt: string;
            /** Format: int32 */
            readingTimeMinutes: number;
            seoDescription: string | null;
            seoTitle: string | null;
            slug: string;
            summary: components["schemas"]["Summary"];
            tags: components["schemas"]["TaxonomyRef"][];
            title: string;
            /** @description Its headings. */
            toc: components["schemas"]["TocItem"][];
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description Where a post is in its life. */
        PostStatus: "draft" | "scheduled" | "published" | "deleted";
        /** @description An item, and, if it was searched for, where it has what was looked for. */
        PostSummary: {
            /** @description Null until the author is known to the blog. */
            author: components["schemas"]["Author"] | null;
            category: components["schemas"]["TaxonomyRef"] | null;
            excerpt: string | null;
            featuredImageUrl: string | null;
            id: string;
            /** @description Searches only. */
            match?: components["schemas"]["Match"] | null;
            /** Format: date-time */
            publishedAt: string;
            /** Format: int32 */
            readingTimeMinutes: number;
            seoDescription: string | null;
            seoTitle: string | null;
            slug: string;
            summary: components["schemas"]["Summary"];
            tags: components["schemas"]["TaxonomyRef"][];
            title: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description A published post in a list. */
        PostSummary2: {
            /** @description Null until the author is known to the blog. */
            author: components["schemas"]["Author"] | null;
            category: components["schemas"]["TaxonomyRef"] | null;
            excerpt: string | null;
            featuredImageUrl: string | null;
            id: string;
            /** Format: date-time */
            publishedAt: string;
            /** Format: int32 */
            readingTimeMinutes: number;
            seoDescription: string | null;
            seoTitle: string | null;
            slug: string;
            summary: components["schemas"]["Summary"];
            tags: components["schemas"]["TaxonomyRef"][];
            title: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description A list without pages. */
        PostSummaryList: {
            /** @description The items. */
            data: components["schemas"]["PostSummary2"][];
        };
        /** @description A page of a list. */
        PostSummaryPage: {
            /** @description The items. */
            data: components["schemas"]["PostSummary"][];
            /** @description Where they are in the whole. */
            meta: components["schemas"]["PageMeta"];
        };
        /** @description A post as its preview link shows it: with its working copy, if it has one. */
        PreviewedPost: {
            /** @description Null until the author is known to the blog. */
            author: components["schemas"]["Author"] | null;
            category: components["schemas"]["TaxonomyRef"] | null;
            excerpt: string | null;
            featuredImageUrl: string | null;
            /** @description Sanitised HTML. */
            html: string;
            id: string;
            /** @description The post published after it. */
            next: components["schemas"]["Neighbour"] | null;
            /** @description The post published before it. */
            previous: components["schemas"]["Neighbour"] | null;
            /** Format: date-time */
            publishedAt: string;
            /** Format: int32 */
            readingTimeMinutes: number;
            seoDescription: string | null;
            seoTitle: string | null;
            slug: string;
            /** @description Where it is in its life. */
            status: components["schemas"]["PostStatus"];
            summary: components["schemas"]["Summary"];
            tags: components["schemas"]["TaxonomyRef"][];
            title: string;
            /** @description Its headings. */
            toc: components["schemas"]["TocItem"][];
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description A piece of a text. */
        Segment: {
            /** @description Whether it was looked for. */
            hit: boolean;
            /** @description The piece. */
            text: string;
        };
        /** @description What a tenant says of its site; null is what nobody has said. */
        Site: {
            /** @description Its address. */
            baseUrl: string | null;
            /** @description The picture of a post that has none of its own. */
            defaultImageUrl: string | null;
            /** @description What it is about. */
            description: string | null;
            /** @description Its language, as BCP 47 names it. */
            language: string | null;
            /** @description The path below which the posts have their pages. */
            postPath: string | null;
            /** @description The path that shows previews. */
            previewPath: string | null;
            /** @description The time zone of its dates, as the IANA names it. */
            timeZone: string | null;
            /** @description What it is called. */
            title: string | null;
        };
        /** @description A published post's address. */
        SlugEntry: {
            /** @description Its id. */
            id: string;
            /** @description Its slug. */
            slug: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updatedAt: string;
        };
        /** @description A list that is read on by its cursor alone. */
        SlugEntryList: {
            /** @description The items. */
            data: components["schemas"]["SlugEntry"][];
            /** @description How to go on. */
            meta: components["schemas"]["CursorMeta"];
        };
        /** @enum {string} */
        SpecVersion: "1.0";
        /** @description `subscription.changed` */
        SubscriptionChangedEvent: {
            data: {
                planId: string;
                status: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "subscription.changed";
        };
        /** @description What a post is about: the excerpt if it is not blank, else how the text begins. */
        Summary: string;
        /** @description A category or tag with the number of its published posts. */
        Taxonomy: {
            /** @description Its description; categories only. */
            description?: string | null;
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description Published posts in it.
             */
            postCount: number;
            /** @description Its slug. */
            slug: string;
        };
        /** @description A list without pages. */
        TaxonomyList: {
            /** @description The items. */
            data: components["schemas"]["Taxonomy"][];
        };
        /** @description A category or tag of a post. */
        TaxonomyRef: {
            id: string;
            name: string;
            slug: string;
        };
        /** @description `team.member.invited` */
        TeamMemberInvitedEvent: {
            data: {
                email: string;
                invitationId: string;
                role: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "team.member.invited";
        };
        /** @description `team.member.joined` */
        TeamMemberJoinedEvent: {
            data: {
                avatarUrl: string | null;
                name: string | null;
                role: string;
                userId: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "team.member.joined";
        };
        /** @description `team.member.removed` */
        TeamMemberRemovedEvent: {
            data: {
                role: string;
                userId: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "team.member.removed";
        };
        /** @description `team.member.role_changed` */
        TeamMemberRoleChangedEvent: {
            data: {
                previousRole: string;
                role: string;
                userId: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "team.member.role_changed";
        };
        /** @description `team.member.updated` */
        TeamMemberUpdatedEvent: {
            data: {
                avatarUrl: string | null;
                name: string | null;
                userId: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "team.member.updated";
        };
        /** @description `tenant.created` */
        TenantCreatedEvent: {
            data: {
                name: string;
                ownerUserId: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "tenant.created";
        };
        /** @description A tenant: the unit of isolation. */
        TenantId: string;
        /** @description `tenant.updated` */
        TenantUpdatedEvent: {
            data: {
                name: string;
            };
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "tenant.updated";
        };
        /** @description A heading in the table of contents. */
        TocItem: {
            /** @description The heading's `id` in the HTML. */
            id: string;
            /**
             * Format: uint8
             * @description 1 to 6.
             */
            level: number;
            /** @description Its text. */
            text: string;
        };
        /** @description The data of the event that tries an endpoint out. */
        WebhookTestData: {
            /** @description The endpoint. */
            webhookId: string;
        };
        /** @description `webhook.test` */
        WebhookTestEvent: {
            data: components["schemas"]["WebhookTestData"];
            datacontenttype: components["schemas"]["JsonContent"];
            /** @description Its id: the same each time it is sent. */
            id: components["schemas"]["EventId"];
            /** @description The service that tells of it. */
            source: components["schemas"]["EventSource"];
            specversion: components["schemas"]["SpecVersion"];
            /** @description To what it happened: an id. */
            subject: string;
            /** @description To whom: an extension attribute. */
            tenantid: components["schemas"]["TenantId"];
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @constant */
            type: "webhook.test";
        };
    };
    responses: {
        /** @description Forbidden: `access_denied`. */
        AccessDenied: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Internal Server Error: `internal_error`, `configuration_error`. */
        InternalErrorOrConfigurationError: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Unauthorized: `invalid_api_key`. */
        InvalidApiKey: {
            headers: {
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Method Not Allowed: `method_not_allowed`. */
        MethodNotAllowed: {
            headers: {
                Allow: components["headers"]["Allow"];
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Not Found: `not_found`. */
        NotFound: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Service Unavailable: `service_unavailable`. */
        ServiceUnavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too Many Requests: `too_many_requests`. */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Bad Request: `validation_failed`. */
        ValidationFailed: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description `no-cache` asks the blog itself, past every cache. */
        CacheControl: string;
        /** @description The `ETag` of the page at hand; 304 if it is still that one. */
        IfNoneMatch: string;
        /** @description The event's id. */
        WebhookId: string;
        /** @description Signatures of id, timestamp and body (Standard Webhooks). */
        WebhookSignature: string;
        /** @description When it was sent, in seconds since 1970. */
        WebhookTimestamp: string;
    };
    requestBodies: never;
    headers: {
        /** @description The methods that the path has. */
        Allow: string;
        /** @description Where the page came from. */
        Cache: "HIT" | "MISS" | "REFRESH" | "STALE";
        /** @description What `If-Match` and `If-None-Match` compare. */
        ETag: string;
        /** @description Where it is. */
        Location: string;
        /** @description The request's id, to quote to support. */
        RequestId: string;
        /** @description Seconds after which to try again. */
        RetryAfter: number;
        /** @description The scheme that would be accepted. */
        WwwAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAtomFeed: {
        parameters: {
            query?: {
                /** @description Where the site has its posts: the links lead there. An https address. */
                site?: string;
                /** @description What the feed is called. */
                title?: string;
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:logicspike:tenant_01900000-0000-7000-8000-000000000001</id><title>Ada&apos;s garden</title><subtitle>What grows.</subtitle><updated>2026-11-30T12:50:47.774Z</updated><link rel="alternate" type="text/html" href="https://www.example.com/blog"/><link rel="self" type="application/atom+xml" href="https://api.example.com/blog/public/atom.xml"/><author><name>Ada&apos;s garden</name></author><entry><id>urn:logicspike:post_01900000-0000-7000-8000-000000000002</id><title>Tomatoes in July</title><updated>2026-11-30T12:50:47.774Z</updated><published>2026-11-30T12:50:47.136Z</published><link rel="alternate" type="text/html" href="https://www.example.com/blog/tomatoes-in-june"/><author><name>Ada 28051 0</name></author><category term="Vegetables"/><category term="Tomatoes"/><summary>What is ripe.</summary><content type="html">&lt;h2 id=&quot;h-from-the-garden&quot;&gt;From the garden&lt;/h2&gt;&lt;p&gt;They are ripe.&lt;/p&gt;</content></entry><entry><id>urn:logicspike:post_01900000-0000-7000-8000-000000000003</id><title>Beans</title><updated>2026-11-30T12:50:47.009Z</updated><published>2026-11-30T12:50:47.009Z</published><link rel="alternate" type="text/html" href="https://www.example.com/blog/beans"/><author><name>Ada 28051 0</name></author><category term="Vegetables"/><category term="Tomatoes"/><summary>What is ripe.</summary><content type="html">&lt;h2 id=&quot;h-from-the-garden&quot;&gt;From the garden&lt;/h2&gt;&lt;p&gt;They are ripe.&lt;/p&gt;</content></entry></feed> */
                    "application/atom+xml": string;
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPublicCategories: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The categories. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "cat_01900000-0000-7000-8000-000000000001",
                     *           "name": "Vegetables",
                     *           "postCount": 2,
                     *           "slug": "vegetables"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TaxonomyList"];
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJsonFeed: {
        parameters: {
            query?: {
                /** @description Where the site has its posts: the links lead there. An https address. */
                site?: string;
                /** @description What the feed is called. */
                title?: string;
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "description": "What grows.",
                     *       "feed_url": "https://api.example.com/blog/public/feed.json",
                     *       "home_page_url": "https://www.example.com/blog",
                     *       "items": [
                     *         {
                     *           "authors": [
                     *             {
                     *               "name": "Ada 28051 0"
                     *             }
                     *           ],
                     *           "content_html": "<h2 id=\"h-from-the-garden\">From the garden</h2><p>They are ripe.</p>",
                     *           "date_modified": "2026-06-01T10:00:00.000Z",
                     *           "date_published": "2026-06-01T10:00:00.000Z",
                     *           "id": "urn:logicspike:post_01900000-0000-7000-8000-000000000001",
                     *           "summary": "What is ripe.",
                     *           "tags": [
                     *             "Vegetables",
                     *             "Tomatoes"
                     *           ],
                     *           "title": "Tomatoes in July",
                     *           "url": "https://www.example.com/blog/tomatoes-in-june"
                     *         },
                     *         {
                     *           "authors": [
                     *             {
                     *               "name": "Ada 28051 0"
                     *             }
                     *           ],
                     *           "content_html": "<h2 id=\"h-from-the-garden\">From the garden</h2><p>They are ripe.</p>",
                     *           "date_modified": "2026-06-01T10:00:00.000Z",
                     *           "date_published": "2026-06-01T10:00:00.000Z",
                     *           "id": "urn:logicspike:post_01900000-0000-7000-8000-000000000002",
                     *           "summary": "What is ripe.",
                     *           "tags": [
                     *             "Vegetables",
                     *             "Tomatoes"
                     *           ],
                     *           "title": "Beans",
                     *           "url": "https://www.example.com/blog/beans"
                     *         }
                     *       ],
                     *       "language": "en",
                     *       "title": "Ada's garden",
                     *       "version": "https://jsonfeed.org/version/1.1"
                     *     }
                     */
                    "application/feed+json": components["schemas"]["JsonFeed"];
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRssFeed: {
        parameters: {
            query?: {
                /** @description Where the site has its posts: the links lead there. An https address. */
                site?: string;
                /** @description What the feed is called. */
                title?: string;
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ada&apos;s garden</title><link>https://www.example.com/blog</link><description>What grows.</description><language>en</language><atom:link href="https://api.example.com/blog/public/feed.xml" rel="self" type="application/rss+xml"/><lastBuildDate>Mon, 30 Nov 2026 12:50:47 GMT</lastBuildDate><item><title>Tomatoes in July</title><link>https://www.example.com/blog/tomatoes-in-june</link><guid isPermaLink="false">urn:logicspike:post_01900000-0000-7000-8000-000000000001</guid><pubDate>Mon, 30 Nov 2026 12:50:47 GMT</pubDate><dc:creator>Ada 28051 0</dc:creator><category>Vegetables</category><category>Tomatoes</category><description>What is ripe.</description><content:encoded>&lt;h2 id=&quot;h-from-the-garden&quot;&gt;From the garden&lt;/h2&gt;&lt;p&gt;They are ripe.&lt;/p&gt;</content:encoded></item><item><title>Beans</title><link>https://www.example.com/blog/beans</link><guid isPermaLink="false">urn:logicspike:post_01900000-0000-7000-8000-000000000002</guid><pubDate>Mon, 30 Nov 2026 12:50:47 GMT</pubDate><dc:creator>Ada 28051 0</dc:creator><category>Vegetables</category><category>Tomatoes</category><description>What is ripe.</description><content:encoded>&lt;h2 id=&quot;h-from-the-garden&quot;&gt;From the garden&lt;/h2&gt;&lt;p&gt;They are ripe.&lt;/p&gt;</content:encoded></item></channel></rss> */
                    "application/rss+xml": string;
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPublicPosts: {
        parameters: {
            query?: {
                /** @description Which page, from 1. */
                page?: number;
                /** @description In place of `page`: goes on after the page that gave this `nextCursor`. */
                after?: string;
                /** @description Posts on a page. */
                limit?: number;
                /** @description Only posts in the category with this slug. */
                category?: string;
                /** @description Only posts with the tag of this slug. */
                tag?: string;
                /** @description Only posts that have these words; of the last one the beginning is enough. */
                search?: string;
                /** @description The order; of a search the best answers come first without it. */
                sort?: "publishedAt" | "title" | "createdAt" | "updatedAt";
                /** @description Smallest and oldest first, or last. */
                order?: "asc" | "desc";
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of published posts. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "author": {
                     *             "avatarUrl": "https://picture.invalid/180253274739508375011.png",
                     *             "name": "Ada 28051 0"
                     *           },
                     *           "category": {
                     *             "id": "cat_01900000-0000-7000-8000-000000000001",
                     *             "name": "Vegetables",
                     *             "slug": "vegetables"
                     *           },
                     *           "excerpt": "What is ripe.",
                     *           "featuredImageUrl": null,
                     *           "id": "post_01900000-0000-7000-8000-000000000002",
                     *           "publishedAt": "2026-06-01T10:00:00.000Z",
                     *           "readingTimeMinutes": 1,
                     *           "seoDescription": null,
                     *           "seoTitle": null,
                     *           "slug": "tomatoes-in-june",
                     *           "summary": "What is ripe.",
                     *           "tags": [
                     *             {
                     *               "id": "tag_01900000-0000-7000-8000-000000000003",
                     *               "name": "Tomatoes",
                     *               "slug": "tomatoes"
                     *             }
                     *           ],
                     *           "title": "Tomatoes in July",
                     *           "updatedAt": "2026-06-01T10:00:00.000Z"
                     *         },
                     *         {
                     *           "author": {
                     *             "avatarUrl": "https://picture.invalid/180253274739508375011.png",
                     *             "name": "Ada 28051 0"
                     *           },
                     *           "category": {
                     *             "id": "cat_01900000-0000-7000-8000-000000000001",
                     *             "name": "Vegetables",
                     *             "slug": "vegetables"
                     *           },
                     *           "excerpt": "What is ripe.",
                     *           "featuredImageUrl": null,
                     *           "id": "post_01900000-0000-7000-8000-000000000004",
                     *           "publishedAt": "2026-06-01T10:00:00.000Z",
                     *           "readingTimeMinutes": 1,
                     *           "seoDescription": null,
                     *           "seoTitle": null,
                     *           "slug": "beans",
                     *           "summary": "What is ripe.",
                     *           "tags": [
                     *             {
                     *               "id": "tag_01900000-0000-7000-8000-000000000003",
                     *               "name": "Tomatoes",
                     *               "slug": "tomatoes"
                     *             }
                     *           ],
                     *           "title": "Beans",
                     *           "updatedAt": "2026-06-01T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "meta": {
                     *         "limit": 10,
                     *         "nextCursor": null,
                     *         "page": 1,
                     *         "total": 2,
                     *         "totalPages": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PostSummaryPage"];
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPublicPost: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The post. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "author": {
                     *         "avatarUrl": "https://picture.invalid/180253274739508375011.png",
                     *         "name": "Ada 28051 0"
                     *       },
                     *       "category": {
                     *         "id": "cat_01900000-0000-7000-8000-000000000001",
                     *         "name": "Vegetables",
                     *         "slug": "vegetables"
                     *       },
                     *       "excerpt": "What is ripe.",
                     *       "featuredImageUrl": null,
                     *       "html": "<h2 id=\"h-from-the-garden\">From the garden</h2><p>They are ripe.</p>",
                     *       "id": "post_01900000-0000-7000-8000-000000000002",
                     *       "next": null,
                     *       "previous": {
                     *         "slug": "beans",
                     *         "title": "Beans"
                     *       },
                     *       "publishedAt": "2026-06-01T10:00:00.000Z",
                     *       "readingTimeMinutes": 1,
                     *       "seoDescription": null,
                     *       "seoTitle": null,
                     *       "slug": "tomatoes-in-june",
                     *       "summary": "What is ripe.",
                     *       "tags": [
                     *         {
                     *           "id": "tag_01900000-0000-7000-8000-000000000003",
                     *           "name": "Tomatoes",
                     *           "slug": "tomatoes"
                     *         }
                     *       ],
                     *       "title": "Tomatoes in July",
                     *       "toc": [
                     *         {
                     *           "id": "h-from-the-garden",
                     *           "level": 2,
                     *           "text": "From the garden"
                     *         }
                     *       ],
                     *       "updatedAt": "2026-06-01T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Post"];
                };
            };
            /** @description The slug is a former one; `Location` has the present one. */
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listRelatedPosts: {
        parameters: {
            query?: {
                /** @description Posts given. */
                limit?: number;
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The posts, the most alike first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "author": {
                     *             "avatarUrl": "https://picture.invalid/180253274739508375011.png",
                     *             "name": "Ada 28051 0"
                     *           },
                     *           "category": {
                     *             "id": "cat_01900000-0000-7000-8000-000000000001",
                     *             "name": "Vegetables",
                     *             "slug": "vegetables"
                     *           },
                     *           "excerpt": "What is ripe.",
                     *           "featuredImageUrl": null,
                     *           "id": "post_01900000-0000-7000-8000-000000000002",
                     *           "publishedAt": "2026-06-01T10:00:00.000Z",
                     *           "readingTimeMinutes": 1,
                     *           "seoDescription": null,
                     *           "seoTitle": null,
                     *           "slug": "beans",
                     *           "summary": "What is ripe.",
                     *           "tags": [
                     *             {
                     *               "id": "tag_01900000-0000-7000-8000-000000000003",
                     *               "name": "Tomatoes",
                     *               "slug": "tomatoes"
                     *             }
                     *           ],
                     *           "title": "Beans",
                     *           "updatedAt": "2026-06-01T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PostSummaryList"];
                };
            };
            /** @description The slug is a former one; `Location` has the same of the present one. */
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPreview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The post as it would be. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "author": {
                     *         "avatarUrl": "https://picture.invalid/180253274739508375011.png",
                     *         "name": "Ada 28051 0"
                     *       },
                     *       "category": {
                     *         "id": "cat_01900000-0000-7000-8000-000000000001",
                     *         "name": "Vegetables",
                     *         "slug": "vegetables"
                     *       },
                     *       "excerpt": "What is ripe.",
                     *       "featuredImageUrl": null,
                     *       "html": "<h2 id=\"h-from-the-garden\">From the garden</h2><p>They are ripe.</p>",
                     *       "id": "post_01900000-0000-7000-8000-000000000002",
                     *       "next": null,
                     *       "previous": null,
                     *       "publishedAt": "2026-06-01T10:00:00.000Z",
                     *       "readingTimeMinutes": 1,
                     *       "seoDescription": null,
                     *       "seoTitle": null,
                     *       "slug": "tomatoes-in-june",
                     *       "status": "published",
                     *       "summary": "What is ripe.",
                     *       "tags": [
                     *         {
                     *           "id": "tag_01900000-0000-7000-8000-000000000003",
                     *           "name": "Tomatoes",
                     *           "slug": "tomatoes"
                     *         }
                     *       ],
                     *       "title": "Tomatoes in July",
                     *       "toc": [
                     *         {
                     *           "id": "h-from-the-garden",
                     *           "level": 2,
                     *           "text": "From the garden"
                     *         }
                     *       ],
                     *       "updatedAt": "2026-06-01T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PreviewedPost"];
                };
            };
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPublicSite: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "baseUrl": "https://www.example.com",
                     *       "defaultImageUrl": null,
                     *       "description": "What grows.",
                     *       "language": "en",
                     *       "postPath": "/blog",
                     *       "previewPath": "/api/preview",
                     *       "timeZone": "Europe/London",
                     *       "title": "Ada's garden"
                     *     }
                     */
                    "application/json": components["schemas"]["Site"];
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSitemap: {
        parameters: {
            query?: {
                /** @description Where the site has its posts: the links lead there. An https address. */
                site?: string;
                /** @description What the feed is called. */
                title?: string;
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sitemap. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://www.example.com/blog/tomatoes-in-june</loc><lastmod>2026-11-30T12:50:47.774Z</lastmod></url><url><loc>https://www.example.com/blog/beans</loc><lastmod>2026-11-30T12:50:47.009Z</lastmod></url></urlset> */
                    "application/xml": string;
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listSlugs: {
        parameters: {
            query?: {
                /** @description Addresses in a part. */
                limit?: number;
                /** @description Goes on after the part that gave this `nextCursor`. */
                after?: string;
            };
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the addresses. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "post_01900000-0000-7000-8000-000000000001",
                     *           "slug": "tomatoes-in-june",
                     *           "updatedAt": "2026-06-01T10:00:00.000Z"
                     *         },
                     *         {
                     *           "id": "post_01900000-0000-7000-8000-000000000002",
                     *           "slug": "beans",
                     *           "updatedAt": "2026-06-01T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "meta": {
                     *         "nextCursor": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SlugEntryList"];
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPublicTags: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the page at hand; 304 if it is still that one. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description `no-cache` asks the blog itself, past every cache. */
                "Cache-Control"?: components["parameters"]["CacheControl"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tags. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "tag_01900000-0000-7000-8000-000000000001",
                     *           "name": "Tomatoes",
                     *           "postCount": 2,
                     *           "slug": "tomatoes"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TaxonomyList"];
                };
            };
            /** @description The page is the one that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-cache": components["headers"]["Cache"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["InvalidApiKey"];
            403: components["responses"]["AccessDenied"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalErrorOrConfigurationError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    onApikeyCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApikeyCreatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onApikeyRevoked: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApikeyRevokedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onApikeyRotated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApikeyRotatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogCategoryCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogCategoryCreatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogCategoryDeleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogCategoryDeletedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogCategoryUpdated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogCategoryUpdatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostCreatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostDeleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostDeletedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostPublished: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostPublishedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostScheduled: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostScheduledEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostUndeleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostUndeletedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostUnpublished: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostUnpublishedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostUnscheduled: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostUnscheduledEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogPostUpdated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogPostUpdatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogSiteUpdated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogSiteUpdatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogTagCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogTagCreatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogTagDeleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogTagDeletedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBlogTagUpdated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlogTagUpdatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onSubscriptionChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionChangedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTeamMemberInvited: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamMemberInvitedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTeamMemberJoined: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamMemberJoinedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTeamMemberRemoved: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamMemberRemovedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTeamMemberRoleChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamMemberRoleChangedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTeamMemberUpdated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamMemberUpdatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTenantCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantCreatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTenantUpdated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantUpdatedEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onWebhookTest: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id. */
                "webhook-id": components["parameters"]["WebhookId"];
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /** @description Signatures of id, timestamp and body (Standard Webhooks). */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTestEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone for good: it is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint has it. Every other answer, and none, leads to another try. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
