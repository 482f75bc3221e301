import { type ComponentChildren, createElement, Fragment } from 'preact';
import { render } from 'preact-render-to-string';

/** Markup of whatever a component may return. Everything in it that is not markup is escaped. */
export const htmlOf = (part: ComponentChildren): string => render(createElement(Fragment, null, part));
