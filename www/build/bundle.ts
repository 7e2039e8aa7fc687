import { build, type Plugin } from 'vite';

/** A script with all that it imports, as one classic script. `define`: names in it and what stands for them. */
export async function bundle(
  path: string,
  target: string[],
  define: Record<string, string> = {},
  plugins: Plugin[] = [],
): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define,
    plugins,
    build: {
      write: false,
      target,
      rolldownOptions: { input: path, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as {
    output: { type: string; code?: string }[];
  };
  const code = output[0]?.code;
  if (output.length !== 1 || code === undefined) throw new Error(`${path} is not one script`);
  return code;
}
