"""The model: schools, enterprises, students and a government in a city with a consortium."""
