import type { App, BrowserWindow } from 'electron'

/** Brings the window forward when the person starts the console a second time. */
export function focusOnSecondInstance(
  app: Pick<App, 'on'>,
  window: Pick<BrowserWindow, 'isMinimized' | 'restore' | 'focus' | 'isDestroyed'>,
): void {
  app.on('second-instance', () => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
}
