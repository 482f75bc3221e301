/** Where the launcher tells what it is doing. `make up` prints it; a test suite may keep it quiet. */
export interface Reporter {
  /** Runs one named piece of work; `progress` tells how far it is. Rethrows what the work throws. */
  step<T>(title: string, work: (progress: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
}
