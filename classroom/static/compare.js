// The analyst's page: a baseline and reforms in the same worlds.
import { get, post, Latest } from "./api.js";
import { clearFailure, fail } from "./main.js";

export async function show(root, state) {
  root.textContent = "";
}
