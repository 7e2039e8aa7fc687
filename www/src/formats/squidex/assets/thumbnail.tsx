/**
 * A small picture of a file out of the archive. The engine has looked at its first bytes and told its type and pixels;
 * only then the browser decodes it, at the size of the tile, onto a canvas: no address of it ever stands in the page.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { placeOf, pieceOf } from '../state/inside.ts';
import { blobOf, fitInto, inTurn } from '../state/picture.ts';
import type { Inspection } from '../../../state/store.ts';

export interface Wanted {
  id: string;
  version: number;
  name: string;
  kind: string;
  state: string;
}

/** Endings are told on a tile that has no picture. */
function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1, dot + 6).toUpperCase() : '';
}

export function FileSign({ name }: { name: string }) {
  return (
    <svg class="asset-sign" viewBox="0 0 48 60" aria-hidden="true" focusable="false">
      <path d="M4 2h28l12 12v44H4zM32 2v12h12" />
      <text x="24" y="44" text-anchor="middle">
        {endingOf(name)}
      </text>
    </svg>
  );
}

export function Thumbnail({
  inspection,
  wanted,
  side,
  alt,
}: {
  inspection: Inspection;
  wanted: Wanted;
  /** Longest side, in CSS pixels. */
  side: number;
  /** Words for the picture; `null`: what stands beside it says all. */
  alt: string | null;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useSignal(false);
  const why = useSignal<string | null>(null);
  const { id, version, state } = wanted;
  useEffect(() => {
    const stop = new AbortController();
    drawn.value = false;
    why.value = null;
    if (state === 'lost') return undefined;
    const draw = async () => {
      const place = await placeOf(inspection, id, version);
      why.value = place.not_shown;
      if (place.picture === null || stop.signal.aborted) return;
      const blob = await blobOf(pieceOf(inspection, place), place.picture.mime, place.bytes);
      if (stop.signal.aborted) return;
      const scale = Math.min(2, devicePixelRatio || 1);
      const size = fitInto(place.picture.width, place.picture.height, side * scale);
      const bitmap = await createImageBitmap(blob, {
        resizeWidth: size.width,
        resizeHeight: size.height,
        resizeQuality: 'medium',
      });
      try {
        const element = canvas.current;
        if (stop.signal.aborted || element === null) return;
        element.width = bitmap.width;
        element.height = bitmap.height;
        element.style.maxWidth = `${Math.ceil(bitmap.width / scale)}px`;
        element.getContext('2d')?.drawImage(bitmap, 0, 0);
        drawn.value = true;
      } finally {
        bitmap.close();
      }
    };
    // Whatever a file is that can't be decoded: the sign stays, and the words beside it tell its state.
    inTurn(draw, stop.signal).catch(() => undefined);
    return () => stop.abort();
  }, [inspection, id, version, state, side]);
  return (
    <span class={`asset-picture${drawn.value ? ' drawn' : ''}`} title={why.value ?? undefined}>
      {!drawn.value && <FileSign name={wanted.name} />}
      <canvas
        ref={canvas}
        hidden={!drawn.value}
        {...(alt === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt })}
      />
    </span>
  );
}
