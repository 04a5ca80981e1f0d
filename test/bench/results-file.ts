import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { type Figure, isMet } from './figure.ts';

const figureSchema = z.object({
  name: z.string(),
  /** `null` where the system did not tell. */
  value: z.number().nullable(),
  unit: z.string(),
  goal: z.string().optional(),
  met: z.boolean().optional(),
  rounds: z.array(z.number().nullable()).optional(),
});
const measureSchema = z.object({
  at: z.string(),
  machine: z.string(),
  node: z.string(),
  figures: z.array(figureSchema),
});
const resultsSchema = z.object({ measures: z.record(z.string(), measureSchema) });

/** Puts a measure's figures into the file, in place of those of an earlier run; what other measures gave stays. */
export async function keepResult(path: string, title: string, figures: readonly Figure[]): Promise<void> {
  const { measures } = await readResults(path);
  measures[title] = {
    at: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
    node: process.version,
    figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ measures }, undefined, 2)}\n`);
}

/** Empty where there is no file, or one of another shape: it holds nothing that can't be measured again. */
async function readResults(path: string): Promise<z.infer<typeof resultsSchema>> {
  try {
    return resultsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return { measures: {} };
  }
}
