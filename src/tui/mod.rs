//! The board: events to messages, a pure update, effects; panes, popups and widgets.
