// The list of posts as it was last answered. Never a document.

import { createAsyncThunk, createSlice } from "@reduxjs/toolkit";
import { ApiError } from "@/api/call";
import { fetchBlogPosts } from "../api/blog.admin.api";
import type { PostPage } from "./blog.types";

/** A failed question, in what a store can hold. */
export interface ListFailure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

interface BlogState {
  readonly page: PostPage | null;
  readonly status: "idle" | "loading" | "failed";
  readonly failure: ListFailure | null;
  /** The question whose answer is awaited: a late answer never replaces a newer question's. */
  readonly asked: string;
}

const initialState: BlogState = { page: null, status: "idle", failure: null, asked: "" };

export const loadPosts = createAsyncThunk<PostPage, string, { rejectValue: ListFailure }>(
  "blog/loadPosts",
  async (query, { signal, rejectWithValue }) => {
    try {
      return await fetchBlogPosts(query, signal);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, code, message, requestId } = error;
      return rejectWithValue({ status, code, message, requestId });
    }
  },
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
      state.asked === meta.requestId ? { ...state, page: payload, status: "idle", failure: null } : state,
    );
    builder.addCase(loadPosts.rejected, (state, { meta, payload }) =>
      state.asked === meta.requestId && !meta.aborted
        ? { ...state, status: "failed", failure: payload ?? null }
        : state,
    );
  },
});

export const blogReducer = slice.reducer;
