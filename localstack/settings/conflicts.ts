import type { StackRecord } from '../state/record.ts';
import { PORT_NAMES, PORT_SETTINGS, type PortName, type Ports, type Settings } from './settings.ts';

type Running = Pick<StackRecord, 'kind' | 'host' | 'ports' | 'region'>;

/** The settings that were asked for (`NAME=value`) but differ from the running stack. Changing them takes a new start. */
export function conflictingSettings({ kind, asked, host, ports, region }: Settings, running: Running): string[] {
  const differs: Record<string, boolean> = {
    STACK: kind !== undefined && kind !== running.kind,
    HOST: host !== running.host,
    REGION: region !== running.region,
    ...Object.fromEntries(
      PORT_NAMES.map((name) => [PORT_SETTINGS[name].variable, ports[name] !== running.ports[name]]),
    ),
  };
  return Object.entries(asked).flatMap(([name, value]) => (differs[name] ? [`${name}=${value}`] : []));
}

/** The settings of the stack that died, overridden by those asked for now: it comes back where it was. */
export function asBefore(settings: Settings, before: Running): Settings {
  const { asked } = settings;
  const portOf = (name: PortName) => (asked[PORT_SETTINGS[name].variable] ? settings : before).ports[name];
  return {
    ...settings,
    kind: settings.kind ?? before.kind,
    host: asked.HOST ? settings.host : before.host,
    region: asked.REGION ? settings.region : before.region,
    ports: Object.fromEntries(PORT_NAMES.map((name) => [name, portOf(name)])) as Ports,
  };
}
