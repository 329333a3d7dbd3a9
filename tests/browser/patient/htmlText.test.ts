import fc from 'fast-check'
import type { Page } from 'playwright'
import { beforeAll, expect, it } from 'vitest'
import { toHtmlText } from '../../../src/shared/model/text/htmlText.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { clinicalTexts, markupLikeText } from '../../support/relay/strangeTexts.ts'

/** Text as a page shows it: code units, since lone surrogates do not survive the way to the browser as text. */
interface Shown {
  readonly textUnits: readonly number[]
  readonly nodeNames: readonly string[]
  /** Handlers, and what else has a value that runs, on elements whose title was written between quotes of either kind. */
  readonly handlerNames: readonly string[]
}

const unitsOf = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

function inPage(texts: readonly (readonly number[])[]): Shown[] {
  return texts.map((units) => {
    const html = units.map((unit) => String.fromCharCode(unit)).join('')
    const line = document.createElement('p')
    line.innerHTML = html
    const titled = document.createElement('div')
    titled.innerHTML = `<i title="${html}"></i><i title='${html}'></i>`
    const shown = line.textContent
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_ALL)
    const nodeNames: string[] = []
    while (walker.nextNode()) nodeNames.push(walker.currentNode.nodeName)
    return {
      textUnits: Array.from({ length: shown.length }, (_, at) => shown.charCodeAt(at)),
      nodeNames: [...new Set(nodeNames)],
      handlerNames: [...titled.querySelectorAll('*')].flatMap(({ attributes }) =>
        [...attributes]
          .filter(({ name, value }) => value !== '' && (name.startsWith('on') || value === 'alert(1)'))
          .map(({ name }) => name),
      ),
    }
  })
}

describeInChromium('a text assigned to innerHTML by a page of an old system', (browser) => {
  let page: Page

  beforeAll(async () => {
    page = await browser().newPage()
  })

  const show = (texts: readonly string[]) =>
    page.evaluate(
      inPage,
      texts.map((text) => unitsOf(toHtmlText(text))),
    )

  it('has the very characters that were written, and opens nothing, for every text', async () => {
    const texts = [...clinicalTexts, ...fc.sample(markupLikeText, 2_000)]
    const shown = await show(texts)
    for (const [index, text] of texts.entries()) {
      // HTML has no way to write NUL; a reader sees that a character is missing.
      const expected = { textUnits: unitsOf(text.replaceAll('\0', '\ufffd')), nodeNames: ['#text'], handlerNames: [] }
      expect(shown[index], JSON.stringify(text)).toEqual(expected)
    }
  })

  it('is judged by this test: markup that is not treated is seen', async () => {
    const [opened] = await page.evaluate(inPage, [unitsOf('<b>x</b>&lt;'), unitsOf('" onload="x" "')])
    expect(opened?.nodeNames).toContain('B')
    const [, attribute] = await page.evaluate(inPage, [unitsOf('x'), unitsOf('" onload="x" "')])
    expect(attribute?.handlerNames).toContain('onload')
  })
})
