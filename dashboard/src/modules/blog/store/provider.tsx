"use client";

import { configureStore } from "@reduxjs/toolkit";
import { useState, type ReactNode } from "react";
import { Provider, useDispatch, useSelector } from "react-redux";
import { blogReducer } from "./blog.slice";

function makeStore() {
  return configureStore({ reducer: { blog: blogReducer } });
}

type Store = ReturnType<typeof makeStore>;

/** The store belongs to the page: one of the module would be shared by all visitors. */
export function StoreProvider({ children }: { children: ReactNode }) {
  const [store] = useState(makeStore);
  return <Provider store={store}>{children}</Provider>;
}

export const useBlogDispatch = useDispatch.withTypes<Store["dispatch"]>();
export const useBlogSelector = useSelector.withTypes<ReturnType<Store["getState"]>>();
