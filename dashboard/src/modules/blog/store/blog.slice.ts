// The list of posts as it was last answered. Never a document.

import { createAsyncThunk, createSlice } from "@reduxjs/toolkit";
import { fetchBlogPosts } from "../api/blog.admin.api";
import type { PostPage } from "./blog.types";

interface BlogState {
  readonly page: PostPage | null;
  readonly status: "idle" | "loading" | "failed";
  /** The question whose answer is awaited: a late answer never replaces a newer question's. */
  readonly asked: string;
}

const initialState: BlogState = { page: null, status: "idle", asked: "" };

export const loadPosts = createAsyncThunk("blog/loadPosts", (query: string, { signal }) =>
  fetchBlogPosts(query, signal),
);

const slice = createSlice({
  name: "blog",
  initialState,
  reducers: {},
  extraReducers: (builder) => {
    builder.addCase(loadPosts.pending, (state, { meta }) => ({
      ...state,
      status: "loading",
      asked: meta.requestId,
    }));
    builder.addCase(loadPosts.fulfilled, (state, { payload, meta }) =>
      state.asked === meta.requestId ? { ...state, page: payload, status: "idle" } : state,
    );
    builder.addCase(loadPosts.rejected, (state, { meta }) =>
      state.asked === meta.requestId && !meta.aborted ? { ...state, status: "failed" } : state,
    );
  },
});

export const blogReducer = slice.reducer;
