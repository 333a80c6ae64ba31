"""Parts that pages share: forms, loading, hydration, locators, toasts, keyboard."""
