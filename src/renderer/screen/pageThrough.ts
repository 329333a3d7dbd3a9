import type { SessionId } from '../../shared/model/ids.ts'

/** Share of what is in view by which one page goes on: the last lines stay, to be read on from. */
const pageShare = 0.85

/** Scrolls what was said in a session by a page, back (-1) or on (1), and leaves the focus where it is. */
export function pageThrough(page: Document, id: SessionId, by: 1 | -1): void {
  const log = page.querySelector<HTMLElement>(`[data-panel="${CSS.escape(id)}"] [role="log"]`)
  log?.scrollBy({ top: by * pageShare * log.clientHeight })
}
