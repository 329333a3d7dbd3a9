import jsQR from 'jsqr'
import type { Locator, Page } from 'playwright'

/** Reads the QR code of an element as a camera would: from what is on the screen. Undefined where there is none. */
export async function readQr(page: Page, element: Locator): Promise<string | undefined> {
  const picture = (await element.screenshot()).toString('base64')
  const reader = await page.context().browser()?.newPage()
  if (!reader) return undefined
  const { pixels, width, height } = await reader.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    const data = context?.getImageData(0, 0, image.width, image.height).data ?? []
    return { pixels: [...data], width: image.width, height: image.height }
  }, picture)
  await reader.close()
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data
}
