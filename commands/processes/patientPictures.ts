import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import type { Browser, Page } from 'playwright'
import { z } from 'zod'
import { uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import { chooseFreePort } from './chooseFreePort.ts'
import { ensureBuilt } from './ensureBuilt.ts'
import { startRelayChild } from './startRelayChild.ts'

const session = 'visit-1'
const clinician = { id: 'ada', name: 'Dr Ada Okafor' }
const patient = { id: 'maria', name: 'Maria Lindqvist' }

/** Takes the pictures of the patient's page, light and dark, into this directory: a visit on a relay of its own, on a phone. */
export async function takePatientPictures(browser: Browser, directory: string): Promise<void> {
  await ensureBuilt()
  const dataDir = mkdtempSync(join(tmpdir(), 'rounds-patient-pictures-'))
  const port = await chooseFreePort()
  const jwtSecret = randomBytes(32).toString('hex')
  const relay = await startRelayChild({ port, dataDir, jwtSecret, logPath: join(dataDir, 'relay.log') })
  const relayEnded = new Promise<void>((resolve) => relay.once('exit', () => resolve()))
  const as = (role: string, { id, name }: typeof clinician) =>
    askWith(`http://127.0.0.1:${port}`, { role, name, sub: id }, jwtSecret)
  try {
    const admin = as('admin', { id: 'admin', name: 'Administrator' })
    const ada = as('clinician', clinician)
    await admin('PUT', `/api/users/${clinician.id}`, { name: clinician.name, role: 'clinician' })
    await admin('PUT', `/api/users/${patient.id}`, { name: patient.name, role: 'patient' })
    const participants = [
      { userId: clinician.id, role: 'clinician' },
      { userId: patient.id, role: 'patient' },
    ]
    await admin('PUT', `/api/sessions/${session}`, { kind: 'visit', participants })
    const sendAsClinician = (text: string, more: object = {}) =>
      ada('POST', `/api/sessions/${session}/messages`, { text, ...more })
    const { url } = z.object({ url: z.string() }).parse(await ada('POST', `/api/sessions/${session}/invitations`, {}))
    const context = await browser.newContext({
      ...{ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
      locale: 'en-GB',
    })
    const page = await context.newPage()
    await page.goto(url)
    await page.getByText('Connected', { exact: true }).waitFor()
    await sendAsClinician('Good afternoon, Maria. I am Dr Okafor. Can you show me a picture of the rash?')
    await page.getByText('a picture of the rash').last().waitFor()
    await send(page, 'It is on my left arm, since Monday.', await pictureOfArm(browser, true))
    const leaflet = Buffer.from('%PDF-1.4\n% How to use the ointment\n')
    const sha256 = createHash('sha256').update(leaflet).digest('hex')
    const post = { name: 'How to use the ointment.pdf', bytes: leaflet.length, sha256 }
    const { id } = uploadStateSchema.parse(await ada('POST', `/api/sessions/${session}/attachments`, post))
    await ada('PATCH', `/api/attachments/${id}`, leaflet)
    await sendAsClinician('Thank you, that helps. Please use the ointment twice a day.', { attachments: [id] })
    await page.getByRole('button', { name: /^Save/ }).waitFor()
    await choose(page, 'right arm.png', await pictureOfArm(browser, false))
    await page.getByLabel('Write a message').fill('The other arm looks like this.')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(directory, `patient-${colorScheme}.png`) })
    }
    await context.close()
  } finally {
    relay.kill('SIGTERM')
    await relayEnded
    rmSync(dataDir, { recursive: true })
  }
}

/** Asks the relay as the user of these claims; a body of bytes goes as the whole of an upload. Throws at a refusal. */
function askWith(url: string, claims: Record<string, string>, jwtSecret: string) {
  return async (method: string, path: string, body: object | Buffer): Promise<unknown> => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(jwtSecret))
    const isUpload = Buffer.isBuffer(body)
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': isUpload ? 'application/offset+octet-stream' : 'application/json',
        ...(isUpload ? { 'upload-offset': '0' } : {}),
      },
      body: isUpload ? new Uint8Array(body) : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}`)
    return await answer.json()
  }
}

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file][multiple]').setInputFiles({ name, mimeType: 'image/png', buffer })
  await page.locator('[data-chosen] img').waitFor()
}

async function send(page: Page, text: string, picture: Buffer): Promise<void> {
  await choose(page, 'left arm.png', picture)
  await page.getByLabel('Write a message').fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Sent', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Open picture left arm.png' }).waitFor()
}

/** A picture of skin, with a rash or without, as PNG. The same every time. */
async function pictureOfArm(browser: Browser, hasRash: boolean): Promise<Buffer> {
  const spots = Array.from({ length: hasRash ? 240 : 0 }, (_, index) => {
    // The golden angle spreads them evenly, and denser towards the middle.
    const far = (index / 240) ** 0.7
    const x = 400 + Math.cos(index * 2.4) * far * 240
    const y = 300 + Math.sin(index * 2.4) * far * 150
    return `<circle cx="${x}" cy="${y}" r="${7 + ((index * 13) % 17)}" fill="#c43c34" opacity="${0.1 + ((index * 7) % 10) / 70}"/>`
  })
  const skin = 'background: linear-gradient(#b98a72, #e0b59c 50%, #a97a63)'
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } })
  const svg = `<svg width="800" height="600">${spots.join('')}</svg>`
  await page.setContent(`<body style="margin: 0; ${skin}">${svg}</body>`)
  const picture = await page.screenshot()
  await page.close()
  return picture
}
