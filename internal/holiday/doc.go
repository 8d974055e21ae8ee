// Package holiday is the years of the statutory calendar that administrators import (放假安排): one enters the State
// Council's notice, another approves it against the text, the calendar in force is replaced, and every running time limit
// that moves is computed anew with an entry in its journal. It must not know pages.
// Read first: Enter, Decide, Recompute.
package holiday
