import { workerData } from "node:worker_threads";
import { instantiate, type KernelParts } from "./instance";

// What the helping thread runs: it takes part in every large product until the process ends.
instantiate(workerData as KernelParts).help();
