import { contextBridge, ipcRenderer } from 'electron'
import { createBridge } from '../shared/ipc/bridge.ts'
import { capabilitiesArgument } from '../shared/ipc/channels.ts'
import { createIpcTransport } from './ipcTransport.ts'

const capabilities = process.argv.find((argument) => argument.startsWith(capabilitiesArgument))
contextBridge.exposeInMainWorld(
  'bridge',
  createBridge(createIpcTransport(ipcRenderer), JSON.parse(capabilities?.slice(capabilitiesArgument.length) ?? 'null')),
)
