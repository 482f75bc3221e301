import { type ComponentChildren, createElement, Fragment } from 'preact';
import { render } from 'preact-render-to-string';

/** The markup of any component's output. All other content is escaped. */
export const htmlOf = (part: ComponentChildren): string => render(createElement(Fragment, null, part));
