# Wszystkie słowa ekranu po polsku. Czego tu nie ma, jest po angielsku.

## Liczby

count-runs = { $count ->
    [one] 1 zadanie
    [few] { $count } zadania
   *[many] { $count } zadań
}

## Nagłówek

header-people-on = { $count ->
    [one] 1 osoba na zmianie
    [few] { $count } osoby na zmianie
   *[many] { $count } osób na zmianie
}
